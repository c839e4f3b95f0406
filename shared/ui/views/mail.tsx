import './mail.css';
import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso/router';
import type { Fault } from '../../model/fault.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { ContainerSummary } from '../../model/lists.ts';
import { useFace } from '../face.ts';
import { useKeys } from '../keys.ts';
import { Dialog } from '../parts/dialog.tsx';
import { addressOf, FolderTree } from '../parts/folder-tree.tsx';
import { ItemList } from '../parts/item-list.tsx';
import { ListBands } from '../parts/list-bands.tsx';
import { ListHead, type Order } from '../parts/list-head.tsx';
import { FaultNote } from '../parts/note.tsx';
import { ShowGone, useShowsGone } from '../parts/show-gone.tsx';
import { Timed } from '../parts/timed.tsx';
import { useListPages } from '../parts/use-list-pages.ts';
import { useRestore } from '../parts/use-restore.ts';
import { type Time, useTime } from '../parts/use-time.ts';
import { useTitle } from '../parts/use-title.ts';
import { useAnswer } from '../use-engine.ts';
import { Message } from './message.tsx';

const NO_FOLDERS: readonly ContainerSummary[] = [];

/** Folders, the list of one of them, and one message: side by side, or one after the other. */
export function Mail() {
  const face = useFace();
  const { params } = useRoute();
  const snapshotAt = face.status.value?.repository.lastSnapshotAt;
  const catalog = face.status.value?.catalog.state;
  const time = useTime('mail');
  const { asOf, keep } = time;
  const showsGone = useShowsGone();
  const answer = useAnswer(
    () => face.engine.listContainers(null, 'mail', asOf),
    [snapshotAt, catalog, asOf],
  );
  const folders = answer.value ?? NO_FOLDERS;
  const wanted = params.container;
  const folder =
    folders.find(({ id }) => id === wanted) ??
    (wanted ? undefined : (folders.find(({ role }) => role === 'inbox') ?? folders[0]));
  const row = params.row && /^\d+$/.test(params.row) ? Number(params.row) : null;
  useTitle(time.title(folder?.name ?? 'Mail'));

  if (answer.fault) {
    return (
      <div class="page">
        <FaultNote fault={answer.fault} again={answer.again} />
      </div>
    );
  }
  const at = row !== null ? 'message' : wanted ? 'list' : 'folders';
  return (
    <Timed time={time} line={<ShowGone showsGone={showsGone} />}>
      {answer.value && !folder ? (
        <NoFolder isEmpty={folders.length === 0} time={time} />
      ) : (
        <div class="mail" data-at={at}>
          <h1 class="heard on-a-phone">Mail</h1>
          <FolderTree folders={folders} selected={folder?.id ?? null} />
          {folder ? (
            <FolderList
              key={`${folder.account} ${folder.id}`}
              folder={folder}
              folders={folders}
              row={row}
              showsGone={showsGone}
              time={time}
            />
          ) : (
            <section class="list" aria-label="Messages" data-pane />
          )}
          <article class="read" aria-label="Message" data-pane>
            {row === null ? (
              <p class="nothing-open">Choose a message to read it here.</p>
            ) : (
              <Message
                row={row}
                folders={folders}
                backTo={keep(folder ? addressOf(folder) : '/mail')}
              />
            )}
          </article>
        </div>
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
          <a href={time.keep('/mail')}>Show the folders of that time</a>
        </p>
      </div>
    );
  }
  return (
    <div class="page">
      <h1>{isEmpty ? 'No mail is kept yet.' : 'This folder is not in your copy.'}</h1>
      <p>
        {isEmpty
          ? 'Folders appear here as soon as the first copy has read them. '
          : 'It may have been named by an older address. '}
        <a href={isEmpty ? '/' : '/mail'}>{isEmpty ? 'Go to Home' : 'Show all folders'}</a>
      </p>
    </div>
  );
}

function FolderList(props: {
  folder: ContainerSummary;
  folders: readonly ContainerSummary[];
  row: number | null;
  showsGone: Signal<boolean>;
  time: Time;
}) {
  const { folder, folders, row, showsGone } = props;
  const { asOf, keep } = props.time;
  const isPast = asOf !== null;
  const face = useFace();
  const { route } = useLocation();
  const order = useSignal<Order>({ sort: 'date', descending: true });
  const isChoosing = useSignal(false);
  const isShowingFolders = useSignal(false);
  const chosen = useSignal<ReadonlySet<number>>(new Set());
  const fault = useSignal<Fault | null>(null);
  const { pages, isLoading } = useListPages(folder, order.value, showsGone.value, asOf);

  useEffect(() => {
    if (!isChoosing.value) chosen.value = new Set();
  }, [isChoosing.value]);
  const restore = useRestore();
  useKeys(
    [{ key: 'r', label: 'Restore what is chosen, or the line you are on', run: () => undefined }],
    [],
  );
  const nameOf = (id: ContainerId) =>
    folders.find((other) => other.id === id)?.name ?? 'another folder';
  return (
    <section class="list" aria-label="Messages" data-pane>
      {isLoading && <progress class="late" aria-label="Reading the list" />}
      <ListHead
        folder={folder}
        order={order}
        isPast={isPast}
        isChoosing={isChoosing}
        onFolders={() => {
          isShowingFolders.value = true;
        }}
      />
      <ListBands
        folder={folder}
        showsGone={showsGone.value && !isPast}
        chosen={chosen}
        restore={restore}
        onFault={(found) => {
          fault.value = found;
        }}
      />
      {fault.value && <FaultNote fault={fault.value} />}
      {pages?.fault.value && <FaultNote fault={pages.fault.value} />}
      {pages?.total === 0 && !pages.fault.value && (
        <EmptyFolder
          folder={folder}
          isPast={isPast}
          showsGone={showsGone.value}
          show={() => {
            showsGone.value = true;
          }}
        />
      )}
      {pages && pages.total > 0 && (
        <ItemList
          pages={pages}
          label={`Messages in ${folder.name}`}
          opened={row}
          chosen={chosen}
          isChoosing={isChoosing.value}
          isPast={isPast}
          showTo={folder.role === 'sentitems' || folder.role === 'drafts'}
          nameOf={nameOf}
          onOpen={(item) => route(keep(`${addressOf(folder)}/${item.row}`))}
          onRestore={(rows) => {
            restore(rows).catch((error: unknown) => console.error('holdfast: restore', error));
          }}
          onUndo={face.restores.undoRow}
        />
      )}
      {isShowingFolders.value && (
        <Dialog
          title="Folders"
          leave="Close"
          onClose={() => {
            isShowingFolders.value = false;
          }}
        >
          <FolderTree folders={folders} selected={folder.id} />
        </Dialog>
      )}
    </section>
  );
}

function EmptyFolder(props: {
  folder: ContainerSummary;
  isPast: boolean;
  showsGone: boolean;
  show(): void;
}) {
  const { gone } = props.folder;
  if (props.isPast) return <p class="empty">Nothing was here then.</p>;
  if (gone === 0) return <p class="empty">Nothing was ever here.</p>;
  return (
    <div class="empty">
      <p>Nothing is here now. {gone === 1 ? '1 thing was.' : `${gone} things were.`}</p>
      {!props.showsGone && (
        <button type="button" class="button" onClick={props.show}>
          Show what is gone
        </button>
      )}
    </div>
  );
}
