import { useSignal } from '@preact/signals';
import { type Fault, toFault } from '../../model/fault.ts';
import type { EngineStatus, LeftPlace } from '../../rpc/protocol.ts';
import { useFace } from '../face.ts';
import { moveWords } from '../first-words.ts';
import { ActButton } from './act-button.tsx';
import { ChooseFolder } from './choose-folder.tsx';
import { Dialog } from './dialog.tsx';
import { allowAgain, FirstActs } from './first-acts.tsx';
import { FaultNote, Note } from './note.tsx';

/** Where the copy lies first, its way to another place, and everything as a download. */
export function FirstSettings({ status }: { status: EngineStatus }) {
  const { platform, engine } = useFace();
  const fault = useSignal<Fault | null>(null);
  const isLeaving = useSignal(false);
  const note = (found: Fault | null) => {
    fault.value = found;
  };
  const { first, repository } = status;
  const isBusy = first.moving !== null;
  return (
    <>
      {first.trouble !== null && <FirstActs />}
      {first.moving !== null && <Moving status={status} onFault={note} />}
      {!isBusy && first.folder === null && platform.canKeepInFolder && (
        <>
          <p>
            {repository.snapshots > 0
              ? 'Your copy may lie in a folder of yours instead: it stays there when this browser’s data is cleared, and opens without Holdfast. This browser then asks for the folder after each start, unless you choose “Allow on every visit”.'
              : 'Your copy may begin in a folder of yours, or go on in one where a copy lies already.'}
          </p>
          <ChooseFolder
            class="button"
            label={
              repository.snapshots > 0 ? 'Move the copy into a folder…' : 'Keep it in a folder…'
            }
            onChosen={() => {}}
          />
        </>
      )}
      {!isBusy && first.folder !== null && first.trouble === null && (
        <button
          type="button"
          class="button small"
          onClick={() => {
            isLeaving.value = true;
          }}
        >
          Move it back into this browser…
        </button>
      )}
      {first.left.map((left) => (
        <Left key={left.key} left={left} first={first.folder} />
      ))}
      {isLeaving.value && (
        <Dialog
          title="Move the copy back into this browser?"
          answer={{
            label: 'Move it back',
            run: () => {
              engine.keepInBrowser().catch((error: unknown) => note(toFault(error)));
            },
          }}
          leave="Leave it there"
          onClose={() => {
            isLeaving.value = false;
          }}
        >
          <p>
            All of it is copied here and read back. What is in {first.folder} stays there until you
            remove it.
          </p>
        </Dialog>
      )}
      {fault.value && <FaultNote fault={fault.value} />}
    </>
  );
}

function Moving(props: { status: EngineStatus; onFault(fault: Fault | null): void }) {
  const face = useFace();
  const { onFault } = props;
  const { moving, folder } = props.status.first;
  if (moving === null) return null;
  const { brief, text, isRunning } = moveWords(moving, folder);
  const total = moving.running?.totalBytes ?? 0;
  return (
    <Note kind={isRunning ? 'info' : 'gap'}>
      <p class="strong">{brief}</p>
      <p>{text}</p>
      {moving.running !== null && (
        <progress
          aria-label="Moving the copy"
          {...(total > 0 ? { max: total, value: moving.running.doneBytes } : {})}
        />
      )}
      <div class="line">
        {!isRunning && (
          <ActButton class="button small" act={() => allowAgain(face)} onFault={onFault}>
            Go on
          </ActButton>
        )}
        <ActButton class="button small" act={() => face.engine.stopMoving()} onFault={onFault}>
          {isRunning ? 'Stop' : 'Leave it where it is'}
        </ActButton>
      </div>
    </Note>
  );
}

/** A place of before: nothing of it is removed but by the person. */
function Left({ left, first }: { left: LeftPlace; first: string | null }) {
  const { engine, platform } = useFace();
  const isAsking = useSignal(false);
  const fault = useSignal<Fault | null>(null);
  const where = left.folder ?? 'this browser';
  const remove = async () => {
    const folder = left.folder === null ? null : await engine.readPlaceFolder(left.key);
    if (folder !== null && !(await platform.allowFolder(folder))) return;
    await engine.removeLeftCopy(left.key);
  };
  return (
    <>
      <p>Your copy as it was before it moved is still in {where}. Nothing new is written to it.</p>
      <button
        type="button"
        class="button small"
        onClick={() => {
          isAsking.value = true;
        }}
      >
        Remove it from {where}…
      </button>
      {fault.value && <FaultNote fault={fault.value} />}
      {isAsking.value && (
        <Dialog
          title={`Remove the older copy from ${where}?`}
          answer={{
            label: 'Remove it',
            run: () => {
              fault.value = null;
              remove().catch((error: unknown) => {
                fault.value = toFault(error);
              });
            },
          }}
          leave="Keep it"
          onClose={() => {
            isAsking.value = false;
          }}
        >
          <p>
            Its files are removed for good, and nothing else there. All of it was copied to{' '}
            {first ?? 'this browser'} and read back when it moved; that copy is not touched.
          </p>
        </Dialog>
      )}
    </>
  );
}
