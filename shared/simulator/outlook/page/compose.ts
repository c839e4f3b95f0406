import { button, make, type Page } from './page.ts';

/** A letter being written, in the reading pane. Nothing is sent: the simulator sends no mail. */
export function composeForm(page: Page, close: () => void): HTMLElement {
  const { words, names } = page;
  const field = (label: string) => make('input', { 'aria-label': label, placeholder: label });
  const send = button(words.send, { disabled: '' }, () => {}, words.send);
  const editor = make('div', {
    id: 'editorParent_1',
    role: 'textbox',
    contenteditable: 'true',
    'aria-multiline': 'true',
    'aria-label': words.body,
    tabindex: '0',
  });
  const scroller = make('div', { class: 'owaMailComposeEditorScrollContainer' }, editor);
  const form = make(
    'div',
    { id: 'docking_InitVisiblePart_0', class: names.of('compose') },
    make('div', {}, make('div', { 'data-testid': 'ComposeSendButton' }, send)),
    field(words.to.replace(/[:：]?\s*\u200f?\{who\}/, '')),
    field(words.addSubject),
    names.wrapped(scroller, 'plain'),
    make('div', {}, button(words.discard, {}, close, words.discard)),
  );
  const container = make('div', { id: 'ReadingPaneContainerId', class: 'customScrollBar' });
  container.append(names.wrapped(form, 'plain'));
  return container;
}
