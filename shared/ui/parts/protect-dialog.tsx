import { useSignal } from '@preact/signals';
import { useFace } from '../face.ts';
import { useTask } from '../use-task.ts';
import { NewPassphraseFields, useNewPassphrase } from './new-passphrase.tsx';
import { RecoverySteps } from './recovery-steps.tsx';
import { Step, StepDialog } from './step-dialog.tsx';

/** Encryption on: a passphrase, then the recovery code, then the proof that it was kept. */
export function ProtectDialog(props: { onDone(): void; onLeave(): void }) {
  const { engine, status } = useFace();
  const passphrase = useNewPassphrase();
  const code = useSignal<string | null>(null);
  const hasCopy = (status.value?.repository.snapshots ?? 0) > 0;
  const task = useTask(async () => {
    const problem = passphrase.problem();
    if (problem) return problem;
    const made = await engine.protect(passphrase.first.peek());
    passphrase.clear();
    code.value = made.code;
    return null;
  });
  if (code.value !== null) {
    return (
      <RecoverySteps
        code={code.value}
        happened="Your copy is protected from now on."
        onDone={props.onDone}
      />
    );
  }
  return (
    <StepDialog
      title="Protect your copy with a passphrase?"
      onLeave={task.isBusy ? null : props.onLeave}
    >
      <Step
        task={task}
        label="Protect it"
        busy="Protecting…"
        back={{ label: 'Leave it open', run: props.onLeave }}
      >
        <p>
          Nobody can open it without the passphrase. Neither can you: we can’t reset it, because we
          don’t have it. A recovery code comes next, for the day it is forgotten.
        </p>
        <NewPassphraseFields
          passphrase={passphrase}
          label="Passphrase"
          refused={task.refused}
          isFirst
        />
        {hasCopy && (
          <p class="caption">
            Whoever kept an older copy of the files, such as a backup of this computer, can open
            those without it.
          </p>
        )}
      </Step>
    </StepDialog>
  );
}
