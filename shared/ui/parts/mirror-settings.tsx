import { useSignal } from '@preact/signals';
import { type Fault, toFault } from '../../model/fault.ts';
import type { MirrorStatus } from '../../rpc/protocol.ts';
import { useFace } from '../face.ts';
import { mirrorWords } from '../mirror-words.ts';
import { ActButton } from './act-button.tsx';
import { Dialog } from './dialog.tsx';
import { FolderInOwnTab, MirrorActs, PickFolderButton } from './mirror-acts.tsx';
import { FaultNote, Note } from './note.tsx';

/** The second copy in a folder: kept, not kept, or in trouble, and what can be done about it. */
export function MirrorSettings(props: { mirror: MirrorStatus | null; first: string | null }) {
  const { mirror, first } = props;
  const { platform } = useFace();
  const { together } = platform;
  const isPickedInTab = together?.is === 'extension' && together.canPickFolderInTab;
  const fault = useSignal<Fault | null>(null);
  const note = (found: Fault | null) => {
    fault.value = found;
  };
  return (
    <>
      {mirror !== null && <Kept mirror={mirror} first={first} onFault={note} />}
      {mirror === null && platform.canPickFolder && (
        <>
          <p>
            {first === null
              ? 'A second copy in a folder of yours is there when this browser’s data is cleared or this computer breaks, and it opens without Holdfast.'
              : `A second copy in another folder, best on another disk, is there when ${first} is lost.`}
          </p>
          <PickFolderButton onFault={note} label="Keep a second copy in a folder…" />
        </>
      )}
      {mirror === null && <FolderInOwnTab />}
      {mirror === null && !platform.canPickFolder && !isPickedInTab && (
        <p>
          This browser lets no page write into a folder, so the copy stays in this browser only.
          Edge and Chrome can keep it, or a second one, in a folder. Here you can save everything as
          a download.
        </p>
      )}
      {fault.value && <FaultNote fault={fault.value} />}
    </>
  );
}

function Kept(props: {
  mirror: MirrorStatus;
  first: string | null;
  onFault(fault: Fault | null): void;
}) {
  const { mirror, first, onFault } = props;
  const { engine, now } = useFace();
  const isStopping = useSignal(false);
  const { brief, text, tone } = mirrorWords(mirror, now.value, first);
  const stop = () => {
    engine.dropMirror().then(
      () => onFault(null),
      (error: unknown) => onFault(toFault(error)),
    );
  };
  return (
    <>
      {tone === 'gap' && (
        <Note kind="gap">
          <p class="strong">{brief}</p>
          <p>{text}</p>
          <div class="line">
            <MirrorActs mirror={mirror} class="button small" onFault={onFault} />
          </div>
        </Note>
      )}
      <div class="line">
        {tone !== 'gap' && (
          <ActButton
            class="button small"
            cannotBecause={mirror.running ? 'It is under way' : null}
            act={() => engine.updateMirror(false)}
            onFault={onFault}
          >
            Bring up to date now
          </ActButton>
        )}
        {tone !== 'gap' && (
          <PickFolderButton class="button small" onFault={onFault} label="Another folder…" />
        )}
        <button
          type="button"
          class="button small"
          onClick={() => {
            isStopping.value = true;
          }}
        >
          Stop keeping it…
        </button>
      </div>
      {isStopping.value && (
        <Dialog
          title={`Stop keeping the second copy in ${mirror.name}?`}
          answer={{ label: 'Stop keeping it', run: stop }}
          leave="Keep it"
          onClose={() => {
            isStopping.value = false;
          }}
        >
          <p>
            The folder stays as it is, with everything in it, and can be opened without Holdfast.
            Nothing new is written to it. The copy in {first ?? 'this browser'} is not touched.
          </p>
        </Dialog>
      )}
    </>
  );
}
