import type { Saving } from '../../model/saving.ts';
import { agree, counted, formats } from '../formats.ts';
import { FaultNote } from './note.tsx';
import type { useSaving } from './use-saving.ts';

/** How far a download is, how it ended, or why it did not. `isBytes`: of one file. */
export function SavingLine(props: { saving: ReturnType<typeof useSaving>; isBytes: boolean }) {
  const { running, done, fault, stop } = props.saving;
  return (
    <>
      {running.value && <Running saving={running.value} isBytes={props.isBytes} onStop={stop} />}
      <p role="status" class="saved">
        {done.value && doneWords(done.value)}
      </p>
      {fault.value && <FaultNote fault={fault.value} />}
    </>
  );
}

function Running(props: { saving: Saving; isBytes: boolean; onStop(): void }) {
  const { done, total } = props.saving;
  const words = props.isBytes ? 'Getting the file ready' : 'Gathering files';
  const say = props.isBytes ? formats.bytes : formats.count;
  return (
    <div class="working">
      <p>
        {words}
        {total > 0 && (
          <span class="number">
            : {say(done)} of {say(total)}
          </span>
        )}
      </p>
      <progress aria-label={words} {...(total > 0 ? { max: total, value: done } : {})} />
      <button type="button" class="button small" onClick={props.onStop}>
        Stop
      </button>
    </div>
  );
}

function doneWords({ file, failed, renamed = 0 }: Saving): string {
  const words = [`Handed to this browser’s downloads: ${file ? formats.bytes(file.size) : ''}.`];
  if (renamed > 0) {
    words.push(
      `${counted(renamed, 'name')} ${agree(renamed, 'was', 'were')} changed, as not every disk takes ${agree(renamed, 'it', 'them')}; a list in it says how.`,
    );
  }
  if (failed > 0) {
    words.push(
      `${counted(failed, 'file')} could not be read and ${agree(failed, 'is', 'are')} not in it.`,
    );
  }
  return words.join(' ');
}
