import './mail.css';
import { useSignal } from '@preact/signals';
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
import { useListPages } from '../parts/use-list-pages.ts';
import { useRestore } from '../parts/use-restore.ts';
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
  const answer = useAnswer(() => face.engine.listContainers(null, 'mail'), [snapshotAt, catalog]);
  const folders = answer.value ?? NO_FOLDERS;
  const wanted = params.container;
  const folder =
    folders.find(({ id }) => id === wanted) ??
    (wanted ? undefined : (folders.find(({ role }) => role === 'inbox') ?? folders[0]));
  const row = params.row && /^\d+$/.test(params.row) ? Number(params.row) : null;
  useTitle(folder?.name ?? 'Mail');

  if (answer.fault) {
    return (
      <div class="page">
        <FaultNote fault={answer.fault} again={answer.again} />
      </div>
    );
  }
  if (answer.value && !folder) return <NoFolder isEmpty={folders.length === 0} />;
  const at = row !== null ? 'message' : wanted ? 'list' : 'folders';
  return (
    <div class="mail" data-at={at}>
      <h1 class="heard on-a-phone">Mail</h1>
      <FolderTree folders={folders} selected={folder?.id ?? null} />
      {folder ? (
        <FolderList
          key={`${folder.account} ${folder.id}`}
          folder={folder}
          folders={folders}
          row={row}
        />
      ) : (
        <section class="list" aria-label="Messages" data-pane />
      )}
      <article class="read" aria-label="Message" data-pane>
        {row === null ? (
          <p class="nothing-open">Choose a message to read it here.</p>
        ) : (
          <Message row={row} folders={folders} backTo={folder ? addressOf(folder) : '/mail'} />
        )}
      </article>
    </div>
  );
}

function NoFolder({ isEmpty }: { isEmpty: boolean }) {
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
}) {
  const { folder, folders, row } = props;
  const face = useFace();
  const { route } = useLocation();
  const order = useSignal<Order>({ sort: 'date', descending: true });
  const showsGone = useSignal(true);
  const isChoosing = useSignal(false);
  const isShowingFolders = useSignal(false);
  const chosen = useSignal<ReadonlySet<number>>(new Set());
  const fault = useSignal<Fault | null>(null);
  const { pages, isLoading } = useListPages(folder, order.value, showsGone.value);

  useEffect(() => {
    if (!isChoosing.value) chosen.value = new Set();
  }, [isChoosing.value]);
  const restore = useRestore();
  useKeys(
    [
      {
        key: 'g',
        label: 'Show what is gone, or hide it',
        run: () => {
          showsGone.value = !showsGone.peek();
        },
      },
      { key: 'r', label: 'Restore what is chosen, or the line you are on', run: () => undefined },
    ],
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
        showsGone={showsGone}
        isChoosing={isChoosing}
        onFolders={() => {
          isShowingFolders.value = true;
        }}
      />
      <ListBands
        folder={folder}
        showsGone={showsGone.value}
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
          showTo={folder.role === 'sentitems' || folder.role === 'drafts'}
          nameOf={nameOf}
          onOpen={(item) => route(`${addressOf(folder)}/${item.row}`)}
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

function EmptyFolder(props: { folder: ContainerSummary; showsGone: boolean; show(): void }) {
  const { gone } = props.folder;
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
