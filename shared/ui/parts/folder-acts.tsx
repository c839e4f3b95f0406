import { useLocation } from 'preact-iso/router';
import type { Fault } from '../../model/fault.ts';
import type { ContainerSummary } from '../../model/lists.ts';
import { cannotActBecause } from '../consent.ts';
import { useFace } from '../face.ts';
import { filesAddress } from '../file-words.ts';
import { ActButton } from './act-button.tsx';
import { selectionOf } from './file-bands.tsx';
import { Flyout } from './flyout.tsx';
import { Icon } from './icon.tsx';
import type { useSaving } from './use-saving.ts';

/** All of a folder or of the drive: back to Microsoft, or out of here. */
export function FolderActs(props: {
  folder: ContainerSummary;
  asOf: number | null;
  onFault(fault: Fault | null): void;
  save: ReturnType<typeof useSaving>['save'];
}) {
  const { folder, asOf } = props;
  const face = useFace();
  const { route } = useLocation();
  const isDrive = folder.parent === null;
  const open = async () => {
    const plan = await face.restores.plan(selectionOf(folder, asOf));
    route(`/restore/${encodeURIComponent(plan.id)}`);
  };
  return (
    <div class="files-acts">
      <ActButton
        class="button small plain"
        cannotBecause={cannotActBecause(face)}
        act={open}
        onFault={props.onFault}
      >
        <Icon name="restore" />
        <span class="wide">{isDrive ? 'Restore everything…' : 'Restore folder…'}</span>
        <span class="narrow">Restore…</span>
      </ActButton>
      <button
        type="button"
        class="button small plain"
        onClick={() => void props.save(() => face.engine.watchZip(selectionOf(folder, asOf)))}
      >
        <Icon name="save" />
        <span class="wide">Download as zip</span>
        <span class="narrow">Zip</span>
      </button>
    </div>
  );
}

/** Where several people's drives are kept, whose it is, and the way to the others. */
export function Drives(props: { folder: ContainerSummary; folders: readonly ContainerSummary[] }) {
  const { folder, folders } = props;
  const { status } = useFace();
  const drives = folders.filter(({ parent }) => parent === null);
  if (drives.length < 2) return null;
  const nameOf = (drive: ContainerSummary) =>
    status.value?.accounts.find(({ account }) => account.id === drive.account)?.account.username ??
    drive.name;
  return (
    <Flyout class="button small" name="Whose drive" label={nameOf(folder)}>
      <ul class="between">
        {drives.map((drive) => (
          <li key={drive.id}>
            <a href={filesAddress(drive)}>{nameOf(drive)}</a>
          </li>
        ))}
      </ul>
    </Flyout>
  );
}
