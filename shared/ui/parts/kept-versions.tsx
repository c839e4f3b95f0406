import './kept-versions.css';
import { useSignal } from '@preact/signals';
import { useLocation } from 'preact-iso/router';
import { type Fault, toFault } from '../../model/fault.ts';
import type { ItemRow } from '../../model/item.ts';
import type { KeptVersion } from '../../model/versions.ts';
import { cannotActBecause } from '../consent.ts';
import { useFace } from '../face.ts';
import { counted, formats } from '../formats.ts';
import { useAnswer } from '../use-engine.ts';
import { ActButton } from './act-button.tsx';
import { FileDialog } from './file-dialog.tsx';
import { loadFile } from './load-file.ts';
import { FaultNote } from './note.tsx';

/** Beyond that the older ones are shown when they are asked for. */
const SHOWN = 5;

/** Older versions of a file that Microsoft held and that are kept beside it; nothing without any. */
export function KeptVersions(props: {
  item: Pick<ItemRow, 'account' | 'row' | 'itemId' | 'subject'>;
  /** What kind of file it is, as its media type. */
  type: string;
}) {
  const { item } = props;
  const { engine, status } = useFace();
  const showsAll = useSignal(false);
  const fault = useSignal<Fault | null>(null);
  const snapshotAt = status.value?.repository.lastSnapshotAt;
  const { value: versions, fault: unread } = useAnswer(
    () => engine.listKeptVersions(item.account, item.row),
    [item.account, item.itemId, snapshotAt],
  );
  if (unread) return <FaultNote fault={unread} />;
  if (!versions || versions.length === 0) return null;
  // Where nothing is different there is nothing to look at.
  const other = versions.filter(({ isLikeNewer }) => !isLikeNewer);
  const same = versions.length - other.length;
  const shown = showsAll.value ? other : other.slice(0, SHOWN);
  const more = other.length - shown.length;
  return (
    <section class="kept-versions" aria-label="Older versions from Microsoft">
      <h2>{counted(versions.length, 'older version')} from Microsoft</h2>
      <ol>
        {shown.map((version) => (
          <Version
            key={`${version.row} ${version.version}`}
            version={version}
            name={item.subject}
            type={props.type}
            onFault={(found) => {
              fault.value = found;
            }}
          />
        ))}
      </ol>
      {more > 0 && (
        <button
          type="button"
          class="link"
          onClick={() => {
            showsAll.value = true;
          }}
        >
          {formats.count(more)} older
        </button>
      )}
      {same > 0 && (
        <p class="caption">
          {counted(same, 'version')} with the same contents as the next newer one{' '}
          {same === 1 ? 'is' : 'are'} not listed.
        </p>
      )}
      {fault.value && <FaultNote fault={fault.value} />}
    </section>
  );
}

function Version(props: {
  version: KeptVersion;
  name: string;
  type: string;
  onFault(fault: Fault | null): void;
}) {
  const { row, version, modifiedAt, modifiedBy, sizeBytes } = props.version;
  const face = useFace();
  const { route } = useLocation();
  const isShown = useSignal(false);
  const when = formats.short(modifiedAt, face.now.value);
  const save = async () => {
    for await (const { file } of face.engine.watchVersion(row, version)) {
      if (file !== null) face.platform.handOut(file);
    }
  };
  const restore = async () => {
    const plan = await face.restores.plan({ kind: 'version', row, version });
    route(`/restore/${encodeURIComponent(plan.id)}`);
  };
  return (
    <li>
      <p>
        <button
          type="button"
          class="link"
          title={formats.full(modifiedAt)}
          onClick={() => {
            isShown.value = true;
          }}
        >
          <span class="heard">Show the version of </span>
          {when}
        </button>
        <span class="caption">
          {formats.bytes(sizeBytes)}
          {modifiedBy && (
            <>
              , <bdi>{modifiedBy}</bdi>
            </>
          )}
        </span>
      </p>
      {isShown.value && (
        <FileDialog
          name={props.name}
          type={props.type}
          sizeBytes={sizeBytes}
          load={(signal, onShare) =>
            loadFile(face.engine.watchVersion(row, version), signal, onShare)
          }
          onSave={() => {
            save().catch((error: unknown) => props.onFault(toFault(error)));
          }}
          onClose={() => {
            isShown.value = false;
          }}
        />
      )}
      <ActButton class="button small" act={save} onFault={props.onFault}>
        Save<span class="heard"> the version of {when}</span>
      </ActButton>
      <ActButton
        class="button small"
        cannotBecause={cannotActBecause(face)}
        act={restore}
        onFault={props.onFault}
      >
        Restore…<span class="heard"> the version of {when}</span>
      </ActButton>
    </li>
  );
}
