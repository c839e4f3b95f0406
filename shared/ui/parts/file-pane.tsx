import './file-pane.css';
import { useSignal } from '@preact/signals';
import type { Fault } from '../../model/fault.ts';
import type { ItemRow } from '../../model/item.ts';
import type { ContainerSummary } from '../../model/lists.ts';
import { cannotActBecause } from '../consent.ts';
import { type Face, useFace } from '../face.ts';
import { filesAddress, isFolder, isLost, sumsOf } from '../file-words.ts';
import { pathOf } from '../folders.ts';
import { counted, formats } from '../formats.ts';
import { isBack } from '../restores.ts';
import { useAnswer } from '../use-engine.ts';
import { ActButton } from './act-button.tsx';
import { FactsList, KindNote } from './file-facts.tsx';
import { FileStates } from './file-states.tsx';
import { Icon } from './icon.tsx';
import { restoreWords } from './item-row.tsx';
import { loadFile } from './load-file.ts';
import { GoneMark, MovedMark } from './mark.tsx';
import { FaultNote } from './note.tsx';
import { SavingLine } from './saving-line.tsx';
import { useSaving } from './use-saving.ts';

interface PaneProps {
  folders: readonly ContainerSummary[];
  /** An address at the moment that is looked at. */
  keep(address: string): string;
  restore(rows: number[]): Promise<void>;
}

/** One file or shortcut by its row, at whatever time: what is kept of it, and its history. */
export function FilePane(props: PaneProps & { row: number; folder: ContainerSummary }) {
  const { row, keep, folder } = props;
  const backTo = keep(filesAddress(folder));
  const face = useFace();
  const { engine } = face;
  const snapshotAt = face.status.value?.repository.lastSnapshotAt;
  const answer = useAnswer(() => engine.readRow(row), [row, snapshotAt]);
  if (answer.fault) {
    return (
      <Pane backTo={backTo}>
        <FaultNote fault={answer.fault} again={answer.again} />
      </Pane>
    );
  }
  if (!answer.value || answer.value.row !== row) return <Pane backTo={backTo}>{null}</Pane>;
  return (
    <Pane backTo={backTo}>
      <Opened key={row} {...props} item={answer.value} />
    </Pane>
  );
}

/** The folder that is shown beside; without an item of its own, it is the drive itself. */
export function FolderPane(
  props: PaneProps & {
    folder: ContainerSummary /** To its table, on narrow pages. */;
    onBack(): void;
  },
) {
  const { folder } = props;
  const face = useFace();
  const { engine, status } = face;
  const snapshotAt = status.value?.repository.lastSnapshotAt;
  const answer = useAnswer(async () => {
    const item = await engine.findItem(folder.account, folder.id as string as ItemRow['itemId']);
    return item === null ? null : { item, facts: await engine.readFacts(item.row) };
  }, [folder.account, folder.id, snapshotAt]);
  const path = pathOf(props.folders, folder.id);
  return (
    <Pane backTo={props.keep(filesAddress(folder))} onBack={props.onBack}>
      <h2 dir="auto">{folder.name}</h2>
      <p class="under">
        {folder.parent === null ? driveSums(props.folders, folder) : sumsOf(folder)}
      </p>
      {answer.value && (
        <>
          <KindNote facts={answer.value.facts} whole={true} isLeftOut={false} />
          <FactsList facts={answer.value.facts} path={path} self={nameOf(face, folder)} />
        </>
      )}
      {folder.parent === null && (
        <p class="quiet">
          Choose a file to see what is kept of it, and every state it ever had here.
        </p>
      )}
    </Pane>
  );
}

function nameOf({ status }: Face, { account: id }: { account: ItemRow['account'] }): string {
  return status.value?.accounts.find(({ account }) => account.id === id)?.account.name ?? '';
}

/** Of all of it, at any depth. */
function driveSums(folders: readonly ContainerSummary[], drive: ContainerSummary): string {
  const own = folders.filter(({ account }) => account === drive.account);
  const sum = (of: 'present' | 'gone') => own.reduce((all, each) => all + each[of], 0);
  const gone = sum('gone');
  return `${counted(sum('present'), 'file or folder', 'files and folders')} here${gone > 0 ? `, ${formats.count(gone)} gone and kept` : ''}`;
}

function Pane(props: { backTo: string; onBack?(): void; children: preact.ComponentChildren }) {
  return (
    <>
      <a class="back to-list" href={props.backTo} onClick={props.onBack}>
        <Icon name="back" />
        Back to the folder
      </a>
      {props.children}
    </>
  );
}

function Opened(props: PaneProps & { item: ItemRow; folder: ContainerSummary }) {
  const { item, folders } = props;
  const face = useFace();
  const { engine } = face;
  const fault = useSignal<Fault | null>(null);
  const saving = useSaving();
  const facts = useAnswer(() => engine.readFacts(item.row), [item.row]);
  const save = () => saving.save(() => engine.watchFile(item.row));
  const state = face.restores.rows.value.get(item.row);
  const folderName = (id: string) =>
    folders.find((each) => each.id === id)?.name ?? 'another folder';
  const isStored = facts.value?.isStored ?? false;
  const isGone = isLost(item);
  return (
    <>
      <h2 dir="auto">{item.subject || '(no name)'}</h2>
      <p class="under">{underWords(item, face)}</p>
      <Whereabouts item={item} isLost={isGone} nameOf={folderName} />
      <div class="line file-acts">
        {item.kind !== 'link' && (
          <ActButton
            class={isGone ? 'button small primary' : 'button small'}
            cannotBecause={cannotActBecause(face)}
            act={() => props.restore([item.row])}
            onFault={(found) => {
              fault.value = found;
            }}
          >
            <Icon name="restore" />
            Restore
          </ActButton>
        )}
        {isStored && (
          <button type="button" class="button small" onClick={() => void save()}>
            <Icon name="save" />
            Download
          </button>
        )}
        {isFolder(item) && (
          <a class="button small" href={props.keep(filesAddress({ id: item.itemId }))}>
            <Icon name="folder" size={16} />
            Open
          </a>
        )}
      </div>
      {state && (
        <p class={`became ${state.kind}`} role="status">
          {restoreWords(state, 'drive')}{' '}
          {state.kind === 'restored' && state.journal && (
            <button type="button" class="link" onClick={() => void face.restores.undoRow(item.row)}>
              Undo
            </button>
          )}
        </p>
      )}
      <SavingLine saving={saving} isBytes={true} />
      {fault.value && <FaultNote fault={fault.value} />}
      {facts.fault && <FaultNote fault={facts.fault} again={facts.again} />}
      {facts.value && isStored && (
        <Shown item={item} type={facts.value.type} save={() => void save()} />
      )}
      {facts.value && (
        <>
          <KindNote facts={facts.value} whole={item.whole} isLeftOut={item.isLeftOut === true} />
          <FactsList
            facts={facts.value}
            path={pathOf(folders, item.container)}
            self={nameOf(face, item)}
          />
        </>
      )}
      {item.kind === 'file' && (
        <FileStates
          item={item}
          folder={props.folder}
          nameOf={folderName}
          keep={props.keep}
          onRestore={(row) => {
            props.restore([row]).catch((error: unknown) => {
              console.error('holdfast: restore', error);
            });
          }}
        />
      )}
      {item.kind === 'file' && <OlderVersions item={item} type={facts.value?.type ?? ''} />}
    </>
  );
}

/** What Microsoft held of it before; loaded with the first file. */
function OlderVersions(props: { item: ItemRow; type: string }) {
  const { value: parts } = useAnswer(() => import('./kept-versions.tsx'), []);
  return parts ? <parts.KeptVersions {...props} /> : null;
}

/** The file itself, as far as a browser can show it; what shows it is loaded for the first one. */
function Shown(props: { item: ItemRow; type: string; save(): void }) {
  const { item, type, save } = props;
  const { engine } = useFace();
  const { value: parts } = useAnswer(() => import('../preview/file-preview.tsx'), []);
  return (
    <div class="file-shown">
      {parts && (
        <parts.FilePreview
          name={item.subject}
          type={type}
          sizeBytes={item.sizeBytes}
          load={(signal, onShare) => loadFile(engine.watchFile(item.row), signal, onShare)}
          onSave={save}
        />
      )}
    </div>
  );
}

function underWords(item: ItemRow, { now }: Face): string {
  const size = item.kind === 'file' ? `${formats.bytes(item.sizeBytes)}, ` : '';
  const who = item.from ? `, by ${item.from}` : '';
  const text = `${size}changed ${formats.within(item.date, now.value)}${who}`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Where it is, when that is not here and now; and that this is an earlier state. */
function Whereabouts(props: { item: ItemRow; isLost: boolean; nameOf(id: string): string }) {
  const { item } = props;
  const { now, restores } = useFace();
  if (item.lastSeenAt === null || isBack(restores.rows.value, item.row)) return null;
  const seen = formats.within(item.lastSeenAt, now.value);
  if (props.isLost) {
    return (
      <p>
        <GoneMark label={`Gone from your OneDrive, last seen ${seen}. Kept here.`} />
      </p>
    );
  }
  if (item.movedTo !== null) {
    return (
      <p>
        <MovedMark label={`Now in ${props.nameOf(item.movedTo)}`} />
      </p>
    );
  }
  return <p class="earlier">As it was until {formats.short(item.lastSeenAt, now.value)}.</p>;
}
