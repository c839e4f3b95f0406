import type { Layer } from './layer.ts';
import { button, make, nameOf, type Page, timeText } from './page.ts';

const MOST_SHOWN = 100;

/** What was deleted from Deleted Items, with a way back. Made up: nobody has published the real one. */
export async function showRecoverable(
  page: Page,
  layer: Layer,
  restored: () => void,
): Promise<void> {
  const { words, names, server } = page;
  const { rows } = await server.ask('FindRows', {
    folder: 'recoverableitemsdeletions',
    view: 'message',
    first: 0,
    count: MOST_SHOWN,
  });
  const boxes = rows.map((row) => {
    const box = document.createElement('input');
    box.type = 'checkbox';
    box.setAttribute('aria-label', row.subject || words.noSubject);
    return { row, box };
  });
  const lines = boxes.map(({ row, box }) =>
    make(
      'label',
      {},
      box,
      make('span', {}, `${row.from.map(nameOf).join('; ')} – ${row.subject || words.noSubject}`),
      make('small', {}, timeText(page, row.time)),
    ),
  );
  const content = make('div', { class: names.of('recoverable') }, ...lines);
  if (lines.length === 0) content.append(words.nothing);
  const restore = async () => {
    const itemIds = boxes.filter(({ box }) => box.checked).flatMap(({ row }) => row.itemIds);
    await server.ask('MoveItem', { itemIds, folder: 'inbox' });
    close();
    restored();
  };
  const close = layer.dialog(
    words.recoverTitle,
    [content],
    [
      button(words.restore, { class: names.of('primary') }, () => void restore(), words.restore),
      button(words.close, {}, () => close(), words.close),
    ],
  );
}
