import type { Signal } from '@preact/signals';
import { useLocation } from 'preact-iso/router';
import type { Fault } from '../../model/fault.ts';
import type { ContainerSummary } from '../../model/lists.ts';
import type { RestoreSelection } from '../../model/restore-selection.ts';
import type { EngineStatus } from '../../rpc/protocol.ts';
import { cannotActBecause } from '../consent.ts';
import { useFace } from '../face.ts';
import { treeOf } from '../file-words.ts';
import { formats } from '../formats.ts';
import { ActButton } from './act-button.tsx';
import { ChosenBand, lossTimes, whenLost } from './list-bands.tsx';

interface BandProps {
  folder: ContainerSummary;
  folders: readonly ContainerSummary[];
  showsGone: boolean;
  chosen: Signal<ReadonlySet<number>>;
  restore(rows: number[]): Promise<void>;
  save(rows: number[]): void;
  onFault(fault: Fault | null): void;
}

/** Above the rows: what this folder and those in it lost, with its way back; and what is ticked. */
export function FileBands(props: BandProps) {
  if (props.chosen.value.size > 0) {
    return (
      <ChosenBand {...props}>
        <button
          type="button"
          class="button small"
          onClick={() => props.save([...props.chosen.peek()])}
        >
          Download as zip
        </button>
      </ChosenBand>
    );
  }
  return props.showsGone ? <LossBand {...props} /> : null;
}

function LossBand({ folder, folders, onFault }: BandProps) {
  const face = useFace();
  const { route } = useLocation();
  const loss = lossBelow(folder, folders, face.status.value);
  const count = folder.isGone ? goneBelow(folder, folders) : (loss?.count ?? 0);
  if (count === 0) return null;
  const open = async () => {
    const plan = await face.restores.plan({ ...selectionOf(folder, null), onlyGone: true });
    route(`/restore/${encodeURIComponent(plan.id)}`);
  };
  return (
    <div class="loss">
      <h2>
        {loss
          ? `${formats.count(count)} gone ${whenLost(loss, face.now.value)}`
          : 'This folder is gone'}
      </h2>
      <p>{loss ? lossTimes(loss) : `${formats.count(count)} of what was in it kept here`}</p>
      <ActButton
        class="button small primary"
        cannotBecause={cannotActBecause(face)}
        act={open}
        onFault={onFault}
      >
        Restore…
      </ActButton>
    </div>
  );
}

/** A folder with all that is in it, or the whole drive. */
export function selectionOf(
  folder: ContainerSummary,
  asOf: number | null,
): Extract<RestoreSelection, { kind: 'folder' | 'source' }> {
  const { account, source, id } = folder;
  return folder.parent === null
    ? { kind: 'source', account, source: 'drive', asOf }
    : { kind: 'folder', container: { account, source, id }, asOf };
}

function goneBelow(folder: ContainerSummary, folders: readonly ContainerSummary[]): number {
  const tree = treeOf(folders, folder);
  return folders.reduce((sum, { id, gone }) => sum + (tree.has(id) ? gone : 0), 0);
}

function lossBelow(
  folder: ContainerSummary,
  folders: readonly ContainerSummary[],
  status: EngineStatus | null,
): { count: number; from: string; to: string } | null {
  const tree = treeOf(folders, folder);
  const losses = (status?.goneThisWeek ?? []).filter(
    ({ account, source, container }) =>
      source === 'drive' && account === folder.account && tree.has(container),
  );
  if (losses.length === 0) return null;
  return {
    count: losses.reduce((sum, { count }) => sum + count, 0),
    from: losses.map(({ from }) => from).sort()[0] ?? '',
    to:
      losses
        .map(({ to }) => to)
        .sort()
        .at(-1) ?? '',
  };
}
