import './files.css';
import { type Signal, useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso/router';
import type { Fault } from '../../model/fault.ts';
import type { ItemRow } from '../../model/item.ts';
import type { ContainerSummary } from '../../model/lists.ts';
import { cannotActBecause } from '../consent.ts';
import { useFace } from '../face.ts';
import { filesAddress, isFolder, sumsOf } from '../file-words.ts';
import { useKeys } from '../keys.ts';
import { ActButton } from '../parts/act-button.tsx';
import { FileBands, selectionOf } from '../parts/file-bands.tsx';
import { FileCrumbs } from '../parts/file-crumbs.tsx';
import { FilePane, FolderPane } from '../parts/file-pane.tsx';
import { FileTable } from '../parts/file-table.tsx';
import { Flyout } from '../parts/flyout.tsx';
import { Icon } from '../parts/icon.tsx';
import type { Order } from '../parts/list-head.tsx';
import { FaultNote } from '../parts/note.tsx';
import { PlanningLine } from '../parts/planning-line.tsx';
import { SavingLine } from '../parts/saving-line.tsx';
import { ShowGone, useShowsGone } from '../parts/show-gone.tsx';
import { Timed } from '../parts/timed.tsx';
import { useListPages } from '../parts/use-list-pages.ts';
import { useRestore } from '../parts/use-restore.ts';
import { useSaving } from '../parts/use-saving.ts';
import { type Time, useTime } from '../parts/use-time.ts';
import { useTitle } from '../parts/use-title.ts';
import { useAnswer } from '../use-engine.ts';

const NO_FOLDERS: readonly ContainerSummary[] = [];

/** A drive as it is kept: one folder at a time, and beside it one file with its history. */
export function Files() {
  const face = useFace();
  const { params } = useRoute();
  const time = useTime('drive');
  const { asOf } = time;
  const snapshotAt = face.status.value?.repository.lastSnapshotAt;
  const catalog = face.status.value?.catalog.state;
  const answer = useAnswer(
    () => face.engine.listContainers(null, 'drive', asOf),
    [snapshotAt, catalog, asOf],
  );
  const order = useSignal<Order>({ sort: 'subject', descending: false });
  const showsGone = useShowsGone();
  /** The folder was changed in the table: the next one has the focus. */
  const goesOn = useRef(false);
  const places = useRef(new Map<string, Place>()).current;
  const folders = answer.value ?? NO_FOLDERS;
  const wanted = params.container;
  const folder = folders.find(({ id, parent }) => (wanted ? id === wanted : parent === null));
  const row = params.row && /^\d+$/.test(params.row) ? Number(params.row) : null;
  useTitle(time.title(folder?.name ?? 'Files'));

  if (answer.fault) {
    return (
      <div class="page">
        <FaultNote fault={answer.fault} again={answer.again} />
      </div>
    );
  }
  const shown = { folders, row, order, showsGone, goesOn, places, time };
  return (
    <Timed time={time} line={<ShowGone showsGone={showsGone} />}>
      {folder ? (
        <FolderPage key={`${folder.account} ${folder.id}`} folder={folder} {...shown} />
      ) : answer.value ? (
        <NoFolder isEmpty={folders.length === 0} time={time} />
      ) : (
        <div class="files" />
      )}
    </Timed>
  );
}

function NoFolder({ isEmpty, time }: { isEmpty: boolean; time: Time }) {
  if (time.asOf !== null) {
    return (
      <div class="page">
        <h1>This folder was not there then.</h1>
        <p>
          <a href={time.keep('/files')}>Show the drive of that time</a>
        </p>
      </div>
    );
  }
  return (
    <div class="page">
      <h1>{isEmpty ? 'No files are kept yet.' : 'This folder is not in your copy.'}</h1>
      <p>
        {isEmpty
          ? 'Folders appear here as soon as the first copy of a OneDrive has read them. '
          : 'It may have been named by an older address. '}
        <a href={isEmpty ? '/' : '/files'}>{isEmpty ? 'Go to Home' : 'Show the whole drive'}</a>
      </p>
    </div>
  );
}

interface FolderProps {
  folder: ContainerSummary;
  folders: readonly ContainerSummary[];
  row: number | null;
  order: Signal<Order>;
  showsGone: Signal<boolean>;
  goesOn: { current: boolean };
  /** By folder: where one was in it when one went further down. */
  places: Map<string, Place>;
  time: Time;
}

/** A line of a table, and of which table: in another order it would be another thing. */
interface Place {
  index: number;
  of: string;
}

function FolderPage(props: FolderProps) {
  const { folder, folders, row, order, showsGone, goesOn } = props;
  const { asOf, keep } = props.time;
  const { engine, restores } = useFace();
  const { route } = useLocation();
  const isChoosing = useSignal(false);
  /** On pages without room beside the table: the folder's own facts in its place. */
  const showsFacts = useSignal(false);
  const chosen = useSignal<ReadonlySet<number>>(new Set());
  const fault = useSignal<Fault | null>(null);
  const saving = useSaving();
  const { pages, isLoading } = useListPages(folder, order.value, showsGone.value, asOf);
  const restore = useRestore((wanted) => {
    for (let index = 0; index < (pages?.total ?? 0); index += 1) {
      const item = pages?.at(index);
      if (item?.row === wanted) return isFolder(item);
    }
    return false;
  }, asOf);
  const takesFocus = useRef(goesOn.current).current;
  goesOn.current = false;
  const note = (found: Fault | null) => {
    fault.value = found;
  };
  const go = (address: string) => {
    goesOn.current = true;
    route(keep(address));
  };
  const table = [order.value.sort, order.value.descending, showsGone.value, asOf].join(' ');
  const open = (item: ItemRow, index: number) => {
    if (isFolder(item)) {
      props.places.set(folder.id, { index, of: table });
      go(filesAddress({ id: item.itemId }));
    } else route(keep(filesAddress(folder, item.row)));
  };
  const { parent } = folder;
  const place = props.places.get(folder.id);
  useKeys(
    [{ key: 'r', label: 'Restore what is chosen, or the row you are on', run: () => undefined }],
    [],
  );
  return (
    <div class="files" data-at={row === null && !showsFacts.value ? 'folder' : 'file'}>
      <section class="folder" aria-label="Files" data-pane>
        {isLoading && <progress class="late" aria-label="Reading the folder" />}
        <header class="files-bar">
          <Drives folder={folder} folders={folders} />
          <FileCrumbs folder={folder} folders={folders} keep={keep} />
          <FolderActs folder={folder} asOf={asOf} onFault={note} save={saving.save} />
        </header>
        <div class="files-sums">
          <label class="choose-several">
            <input
              type="checkbox"
              checked={isChoosing.value}
              onChange={(event) => {
                isChoosing.value = event.currentTarget.checked;
                if (!isChoosing.value) chosen.value = new Set();
              }}
            />
            Choose several
          </label>
          <button
            type="button"
            class="link about"
            onClick={() => {
              showsFacts.value = true;
            }}
          >
            About this folder
          </button>
          <p>{sumsOf(folder, asOf !== null)}</p>
        </div>
        <div class="files-notes">
          <PlanningLine />
          <SavingLine saving={saving} isBytes={false} />
          {fault.value && <FaultNote fault={fault.value} />}
          {pages?.fault.value && <FaultNote fault={pages.fault.value} />}
        </div>
        <FileBands
          folder={folder}
          folders={folders}
          showsGone={showsGone.value && asOf === null}
          chosen={chosen}
          restore={restore}
          save={(rows) => void saving.save(() => engine.watchZip({ kind: 'rows', rows, asOf }))}
          onFault={note}
        />
        {pages?.total === 0 && !pages.fault.value && (
          <EmptyFolder folder={folder} showsGone={showsGone} isPast={asOf !== null} />
        )}
        {pages && pages.total > 0 && (
          <FileTable
            pages={pages}
            label={`Files in ${folder.name}`}
            opened={row}
            order={order}
            chosen={chosen}
            isChoosing={isChoosing.value}
            isPast={asOf !== null}
            takesFocus={takesFocus}
            startsAt={place?.of === table ? place.index : 0}
            folderOf={(id) => folders.find((each) => each.id === id)}
            onOpen={open}
            onUp={() => {
              if (parent !== null) go(filesAddress({ id: parent }));
            }}
            onRestore={(rows) => {
              restore(rows).catch((error: unknown) => console.error('holdfast: restore', error));
            }}
            onUndo={restores.undoRow}
          />
        )}
      </section>
      <aside class="file-pane" aria-label="Details" data-pane>
        {row === null ? (
          <FolderPane
            {...{ folder, folders, restore, keep }}
            onBack={() => {
              showsFacts.value = false;
            }}
          />
        ) : (
          <FilePane {...{ row, folder, folders, restore, keep }} />
        )}
      </aside>
    </div>
  );
}

/** All of a folder or of the drive: back to Microsoft, or out of here. */
function FolderActs(props: {
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
function Drives({ folder, folders }: Pick<FolderProps, 'folder' | 'folders'>) {
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

function EmptyFolder(props: {
  folder: ContainerSummary;
  showsGone: Signal<boolean>;
  isPast: boolean;
}) {
  const { folder, showsGone } = props;
  if (props.isPast) return <p class="empty">Nothing was here then.</p>;
  if (folder.gone === 0) return <p class="empty">Nothing was ever here.</p>;
  return (
    <div class="empty">
      <p>
        Nothing is here now. {folder.gone === 1 ? '1 thing was.' : `${folder.gone} things were.`}
      </p>
      {!showsGone.value && (
        <button
          type="button"
          class="button"
          onClick={() => {
            showsGone.value = true;
          }}
        >
          Show what is gone
        </button>
      )}
    </div>
  );
}
