import './files.css';
import { type Signal, useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso/router';
import type { Fault } from '../../model/fault.ts';
import type { ItemRow } from '../../model/item.ts';
import type { ContainerSummary } from '../../model/lists.ts';
import { useFace } from '../face.ts';
import { filesAddress, isFolder } from '../file-words.ts';
import { useKeys } from '../keys.ts';
import { FileBands } from '../parts/file-bands.tsx';
import { FileCrumbs } from '../parts/file-crumbs.tsx';
import { FilePane, FolderPane } from '../parts/file-pane.tsx';
import { FileTable, type FileTableProps } from '../parts/file-table.tsx';
import { FilesLine } from '../parts/files-line.tsx';
import { Drives, FolderActs } from '../parts/folder-acts.tsx';
import type { Order } from '../parts/list-head.tsx';
import { EmptyFolder, NoFolder } from '../parts/no-files.tsx';
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
  const { engine, restores, settings } = useFace();
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
        <FilesLine
          folder={folder}
          isPast={asOf !== null}
          order={order}
          isChoosing={isChoosing}
          chosen={chosen}
          onAbout={() => {
            showsFacts.value = true;
          }}
        />
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
          <Things
            isTiles={settings.value.filesAs === 'tiles'}
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

/** Tiles are loaded for who wants them. */
function Things({ isTiles, ...props }: FileTableProps & { isTiles: boolean }) {
  const { value: parts } = useAnswer(
    async () => (isTiles ? import('../parts/file-tiles.tsx') : null),
    [isTiles],
  );
  if (!isTiles) return <FileTable {...props} />;
  return parts ? <parts.FileTiles {...props} /> : <div class="files-table" />;
}
