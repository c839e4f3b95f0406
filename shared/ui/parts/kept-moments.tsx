import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type Fault, toFault } from '../../model/fault.ts';
import type { SnapshotId } from '../../model/ids.ts';
import type { KeptSnapshot, PruneResult } from '../../model/prune.ts';
import type { EngineApi, EngineStatus, KeptCopy } from '../../rpc/protocol.ts';
import { useFace } from '../face.ts';
import { counted, formats } from '../formats.ts';
import { reasonWords } from '../retention-words.ts';
import { useAnswer } from '../use-engine.ts';
import { FaultNote } from './note.tsx';

/** So many are listed first, and so many more each time. */
const LISTED = 50;

/** Every moment that is kept, newest first, with why it stays; each can be pinned. */
export function KeptMoments(props: {
  repository: EngineStatus['repository'];
  onFault(fault: Fault | null): void;
}) {
  const { repository, onFault } = props;
  const isOpen = useSignal(false);
  return (
    <details
      class="moments"
      onToggle={(event) => {
        isOpen.value = event.currentTarget.open;
      }}
    >
      <summary>{counted(repository.snapshots, 'moment')} kept, and why each stays…</summary>
      {isOpen.value && (
        <MomentTable
          mark={`${repository.snapshots} ${repository.lastSnapshotAt}`}
          onFault={onFault}
        />
      )}
    </details>
  );
}

/** `mark` changes when there are others. */
function MomentTable(props: { mark: string; onFault(fault: Fault | null): void }) {
  const { mark, onFault } = props;
  const { engine } = useFace();
  const shown = useSignal(LISTED);
  const copies = useAnswer(() => engine.listSnapshots(), [mark]);
  const reasons = useAnswer(() => readReasons(engine), [mark]);
  if (copies.fault) return <FaultNote fault={copies.fault} again={copies.again} />;
  const pin = async (id: SnapshotId, isPinned: boolean) => {
    try {
      await engine.pinSnapshot(id, isPinned);
    } catch (error) {
      onFault(toFault(error));
      return false;
    }
    copies.again();
    reasons.again();
    return true;
  };
  const newestFirst = copies.value?.toReversed() ?? [];
  return (
    <>
      <table>
        <caption class="heard">Moments that are kept</caption>
        <thead>
          <tr>
            <th scope="col">Moment</th>
            <th scope="col">Why it stays</th>
            <th scope="col">Pinned</th>
          </tr>
        </thead>
        <tbody>
          {newestFirst.slice(0, shown.value).map((copy) => (
            <MomentRow
              key={copy.id}
              copy={copy}
              kept={reasons.value?.get(copy.id)}
              isAsked={reasons.value !== undefined}
              onPin={(isPinned) => pin(copy.id, isPinned)}
            />
          ))}
        </tbody>
      </table>
      {newestFirst.length > shown.value && (
        <button
          type="button"
          class="button small"
          onClick={() => {
            shown.value += LISTED;
          }}
        >
          More
        </button>
      )}
    </>
  );
}

function MomentRow(props: {
  copy: KeptCopy;
  kept: KeptSnapshot | undefined;
  isAsked: boolean;
  /** Resolves to false when it could not be. */
  onPin(isPinned: boolean): Promise<boolean>;
}) {
  const { copy, kept, isAsked, onPin } = props;
  const { now } = useFace();
  // What was ticked stays ticked until the engine has answered, whatever is drawn meanwhile.
  const wanted = useSignal<boolean | null>(null);
  useEffect(() => {
    if (wanted.peek() === copy.isPinned) wanted.value = null;
  }, [copy.isPinned]);
  const pin = async (isPinned: boolean) => {
    wanted.value = isPinned;
    if (!(await onPin(isPinned))) wanted.value = null;
  };
  const when = formats.full(copy.endedAt);
  return (
    <tr>
      <td>
        <time dateTime={copy.endedAt} title={when}>
          {formats.short(copy.endedAt, now.value)}
        </time>
      </td>
      <td class="why">
        {kept ? reasonWords(kept) : isAsked ? 'It goes with the next thinning.' : '…'}
        {!copy.isRunEnd && ' In the middle of a copy.'}
        {copy.isRunEnd && !copy.complete && ' Not complete.'}
      </td>
      <td>
        <input
          type="checkbox"
          aria-label={`Pin the moment of ${when}`}
          checked={wanted.value ?? copy.isPinned}
          onChange={(event) => pin(event.currentTarget.checked)}
        />
      </td>
    </tr>
  );
}

/** Foreseen by the engine, which changes nothing for that. Empty when it could not be foreseen. */
async function readReasons(engine: EngineApi): Promise<ReadonlyMap<SnapshotId, KeptSnapshot>> {
  let result: PruneResult | null = null;
  for await (const progress of engine.watchUpkeep(
    await engine.startPrune({ isDryRun: true, removeDamaged: false, despiteLosses: false }),
  )) {
    if (progress.kind === 'prune') result = progress.result;
  }
  return new Map(result?.kept.map((kept) => [kept.id, kept]));
}
