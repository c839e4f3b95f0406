import './unlock.css';
import { useFace } from '../face.ts';
import { KnownSecretField, OtherSecret, useKnownSecret } from '../parts/known-secret.tsx';
import { FaultNote, Note } from '../parts/note.tsx';
import { useTitle } from '../parts/use-title.ts';
import { LOCKED } from '../protection-words.ts';
import { useTask } from '../use-task.ts';

/** In place of every page while the copy is locked. */
export function Unlock() {
  const { engine, status, announcement } = useFace();
  const secret = useKnownSecret();
  const task = useTask(async () => {
    const refusal = await secret.use((known) => engine.unlock(known));
    if (!refusal) announcement.value = 'Your copy is unlocked.';
    return refusal;
  });
  useTitle('Locked');
  return (
    <div class="page unlock">
      <h1>{LOCKED.title}</h1>
      <p>{LOCKED.text}</p>
      <form onSubmit={task.run}>
        <KnownSecretField secret={secret} label="Passphrase" refused={task.refused} isAlone />
        <div class="line">
          <button
            type="submit"
            class="button primary"
            aria-disabled={task.isBusy}
            aria-busy={task.isBusy}
          >
            {task.isBusy ? 'Unlocking…' : 'Unlock'}
          </button>
          {task.isBusy ? (
            <span class="caption" role="status">
              This takes about a second, so that nobody can try many.
            </span>
          ) : (
            <OtherSecret secret={secret} />
          )}
        </div>
        {task.isBusy && <progress aria-label="Unlocking" />}
      </form>
      {task.fault && <FaultNote fault={task.fault} />}
      {status.value?.repository.trouble === 'replaced' && (
        <Note kind="gap">
          <p class="strong">This is not the copy that was here.</p>
          <p>It is another one and opens with its own passphrase. Nothing is written to it.</p>
        </Note>
      )}
      <details>
        <summary>I have neither of them</summary>
        <p>
          Then nobody can read this copy any more, and neither can we: there is no other way in.
          Your mailbox at Microsoft is untouched. To begin a new copy, clear this site’s data in the
          browser’s settings. That deletes the locked copy for good, with what Microsoft no longer
          has.
        </p>
      </details>
    </div>
  );
}
