import type { ItemRow } from '../../model/item.ts';
import type { ItemVersion } from '../../model/lists.ts';
import { useFace } from '../face.ts';
import { counted, formats } from '../formats.ts';
import { useMoment } from '../moment.ts';
import { useAnswer } from '../use-engine.ts';
import { Flyout } from './flyout.tsx';
import { Icon } from './icon.tsx';

/** One message through time: each state it had, newest first, and what differs from the one before. */
export function ItemStates({ item }: { item: ItemRow }) {
  const { engine, now } = useFace();
  const { keep } = useMoment();
  const { value: versions } = useAnswer(
    () => engine.listVersions(item.account, item.row),
    [item.account, item.row],
  );
  if (!versions || versions.length < 2) return null;
  return (
    <Flyout
      class="link caption"
      panelClass="states"
      label={
        <>
          {counted(versions.length, 'state')} <Icon name="down" />
        </>
      }
    >
      <ol>
        {versions.map((version, index) => (
          <li key={version.row}>
            <a
              href={keep(`/mail/${encodeURIComponent(version.container)}/${version.row}`)}
              aria-current={version.row === item.row ? 'true' : undefined}
            >
              <span title={formats.full(version.firstKeptAt)}>
                From {formats.short(version.firstKeptAt, now.value)}
                {version.lastSeenAt && ` to ${formats.short(version.lastSeenAt, now.value)}`}
              </span>
              <span class="caption">{changeWords(version, versions[index + 1])}</span>
            </a>
          </li>
        ))}
      </ol>
    </Flyout>
  );
}

/** What made this a new state; the first is what was kept first. */
function changeWords(version: ItemVersion, before: ItemVersion | undefined): string {
  if (!before) return 'As first kept';
  const words: string[] = [];
  if (version.container !== before.container) words.push('moved');
  if (version.isRead !== before.isRead) words.push(version.isRead ? 'read' : 'marked unread');
  if (version.isFlagged !== before.isFlagged) {
    words.push(version.isFlagged ? 'flagged' : 'flag taken off');
  }
  if (version.categories.join('\n') !== before.categories.join('\n')) words.push('categories');
  if (version.subject !== before.subject) words.push('subject');
  if (words.length === 0) words.push('text or attachments');
  const text = words.join(', ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
