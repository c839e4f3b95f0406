import { useSignal } from '@preact/signals';
import type { ItemRow } from '../../model/item.ts';
import type { ContainerSummary, ItemVersion } from '../../model/lists.ts';
import { useFace } from '../face.ts';
import { changeWords, filesAddress } from '../file-words.ts';
import { counted, formats } from '../formats.ts';
import { useAnswer } from '../use-engine.ts';

/** Beyond that the earlier ones are shown when they are asked for. */
const SHOWN = 5;

/** A file through time: each state that is kept, newest first, to look at or to restore. */
export function FileStates(props: {
  item: ItemRow;
  folder: ContainerSummary;
  keep(address: string): string;
  nameOf(id: string): string;
  onRestore(row: number): void;
}) {
  const { item } = props;
  const { engine, status } = useFace();
  const showsAll = useSignal(false);
  const snapshotAt = status.value?.repository.lastSnapshotAt;
  const { value: versions } = useAnswer(
    () => engine.listVersions(item.account, item.row),
    [item.account, item.itemId, snapshotAt],
  );
  if (!versions || versions.length === 0) return null;
  const opened = versions.findIndex(({ row }) => row === item.row);
  const shown = showsAll.value ? versions : versions.slice(0, Math.max(SHOWN, opened + 1));
  const earlier = versions.length - shown.length;
  return (
    <section class="file-states">
      <h3>{counted(versions.length, 'state')} kept</h3>
      <ol>
        {shown.map((version, index) => (
          <State
            key={version.row}
            version={version}
            before={versions[index + 1]}
            isNewest={index === 0}
            isOpened={version.row === item.row}
            {...props}
          />
        ))}
        {earlier > 0 && (
          <li>
            <button
              type="button"
              class="link"
              onClick={() => {
                showsAll.value = true;
              }}
            >
              {formats.count(earlier)} earlier
            </button>
          </li>
        )}
      </ol>
    </section>
  );
}

function State(props: {
  version: ItemVersion;
  before: ItemVersion | undefined;
  isNewest: boolean;
  isOpened: boolean;
  folder: ContainerSummary;
  keep(address: string): string;
  nameOf(id: string): string;
  onRestore(row: number): void;
}) {
  const { version, before, isNewest, isOpened } = props;
  const { now } = useFace();
  const isNow = isNewest && version.lastSeenAt === null;
  const changed = changeWords(version, before, ({ container }) => props.nameOf(container));
  const when = formats.short(version.date, now.value);
  const kept = `Kept ${formats.within(version.firstKeptAt, now.value)}`;
  const gone = version.lastSeenAt && `, last seen ${formats.within(version.lastSeenAt, now.value)}`;
  const address = props.keep(filesAddress(props.folder, version.row));
  return (
    <li class={isNow ? 'now' : undefined} title={`${kept}${gone ?? ''}`}>
      <a href={address} aria-current={isOpened ? 'true' : undefined}>
        {isNow ? `Now, since ${when}` : when}
      </a>
      <p>
        {formats.bytes(version.sizeBytes)}
        {version.from && (
          <>
            , <bdi>{version.from}</bdi>
          </>
        )}
        <br />
        <span dir="auto">{changed}</span>
      </p>
      {!isNow && (
        <button type="button" class="button small" onClick={() => props.onRestore(version.row)}>
          Restore…<span class="heard"> the state of {when}</span>
        </button>
      )}
    </li>
  );
}
