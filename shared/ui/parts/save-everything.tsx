import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type Fault, isAbort, isFault, toFault } from '../../model/fault.ts';
import type { Saving, SavingWhat } from '../../rpc/protocol.ts';
import { useFace } from '../face.ts';
import { counted, formats } from '../formats.ts';
import { FaultNote, Note } from './note.tsx';

/** Everything as a download, in one of two forms. Leaving the page while it is made ends it. */
export function SaveEverything() {
  const face = useFace();
  const running = useSignal<{ what: SavingWhat; saving: Saving } | null>(null);
  const done = useSignal<Saving | null>(null);
  const fault = useSignal<Fault | null>(null);
  const steps = useRef<AsyncIterator<Saving> | null>(null);
  const stop = () => {
    void steps.current?.return?.();
    steps.current = null;
    running.value = null;
  };
  useEffect(() => stop, []);
  const save = async (what: SavingWhat) => {
    done.value = null;
    fault.value = null;
    running.value = { what, saving: { done: 0, total: 0, failed: 0, file: null } };
    const mine = face.engine.watchSaving(what)[Symbol.asyncIterator]();
    steps.current = mine;
    try {
      for (;;) {
        const step = await mine.next();
        if (steps.current !== mine || step.done) return;
        const saving = step.value;
        running.value = { what, saving };
        if (saving.file === null) continue;
        face.platform.handOut(saving.file);
        done.value = saving;
      }
    } catch (error) {
      if (steps.current === mine && !isAbort(error)) fault.value = toFault(error);
    } finally {
      if (steps.current === mine) stop();
    }
  };
  const isEmpty = (face.status.value?.repository.snapshots ?? 0) === 0;
  if (isEmpty) return null;
  return (
    <>
      <h3>Save everything as a download</h3>
      <p>
        One zip file with every message of the newest copy as .eml, which every mail program opens;
        or with the files of the copy itself, all moments in it. Unpack that one, and its page
        recover.html opens it without Holdfast.
      </p>
      {running.value ? (
        <Running {...running.value} onStop={stop} />
      ) : (
        <div class="line">
          <button type="button" class="button" onClick={() => void save('messages')}>
            Save all messages…
          </button>
          <button type="button" class="button" onClick={() => void save('files')}>
            Save the copy itself…
          </button>
        </div>
      )}
      <p class="caption">
        While it is made, this browser needs as much free room again as the file will have; the room
        comes back ten minutes later, or when Holdfast is opened the next time. Messages are saved
        unencrypted; the copy itself stays as locked as it is here.
      </p>
      <p role="status">{done.value && doneWords(done.value)}</p>
      {fault.value &&
        (isFault(fault.value, 'quota') ? (
          <div role="alert">
            <Note kind="gap">
              <p class="strong">This browser has too little room to make that file.</p>
              <p>
                Nothing of your copy is touched. Free some space on this computer and save again, or
                save the copy itself: its files are smaller than the messages.
              </p>
            </Note>
          </div>
        ) : (
          <FaultNote fault={fault.value} />
        ))}
    </>
  );
}

function Running(props: { what: SavingWhat; saving: Saving; onStop(): void }) {
  const { done, total } = props.saving;
  const words = props.what === 'messages' ? 'Gathering messages' : 'Gathering files';
  return (
    <>
      <p>
        {words}
        {total > 0 && (
          <span class="number">
            : {formats.count(done)} of {formats.count(total)}
          </span>
        )}
      </p>
      <progress aria-label={words} {...(total > 0 ? { max: total, value: done } : {})} />
      <button type="button" class="button small" onClick={props.onStop}>
        Stop
      </button>
    </>
  );
}

function doneWords({ file, failed }: Saving): string {
  const size = file ? formats.bytes(file.size) : '';
  return `Handed to this browser’s downloads: ${size}.${
    failed > 0
      ? ` ${counted(failed, 'thing', 'things')} could not be read and ${failed === 1 ? 'is' : 'are'} not in it.`
      : ''
  }`;
}
