import { useSignal } from '@preact/signals';
import { useFace } from '../face.ts';
import { useTask } from '../use-task.ts';
import { KnownSecretField, useKnownSecret } from './known-secret.tsx';
import { NewPassphraseFields, useNewPassphrase } from './new-passphrase.tsx';
import { RecoverySteps } from './recovery-steps.tsx';
import { Step, StepDialog } from './step-dialog.tsx';

interface LockDialogProps {
  onDone(): void;
  onLeave(): void;
}

export function ChangePassphraseDialog(props: LockDialogProps) {
  const { engine } = useFace();
  const secret = useKnownSecret();
  const passphrase = useNewPassphrase();
  const isNewRefused = useSignal(false);
  const task = useTask(async () => {
    const problem = passphrase.problem();
    isNewRefused.value = problem !== null;
    if (problem) return problem;
    const refusal = await secret.use((known) =>
      engine.changePassphrase(known, passphrase.first.peek()),
    );
    if (refusal) return refusal;
    passphrase.clear();
    props.onDone();
    return null;
  });
  return (
    <StepDialog title="Change the passphrase?" onLeave={task.isBusy ? null : props.onLeave}>
      <Step
        task={task}
        label="Change it"
        busy="Changing…"
        back={{ label: 'Keep the present one', run: props.onLeave }}
      >
        <p>
          From then on the new one opens your copy. Whoever kept an older copy of the files can open
          those with the older passphrase. The recovery code stays as it is.
        </p>
        <KnownSecretField
          secret={secret}
          label="Present passphrase"
          refused={isNewRefused.value ? null : task.refused}
        />
        <NewPassphraseFields
          passphrase={passphrase}
          label="New passphrase"
          refused={isNewRefused.value ? task.refused : null}
          isFirst={false}
        />
      </Step>
    </StepDialog>
  );
}

export function NewCodeDialog(props: LockDialogProps) {
  const { engine } = useFace();
  const secret = useKnownSecret();
  const code = useSignal<string | null>(null);
  const task = useTask(() =>
    secret.use(async (known) => {
      code.value = (await engine.changeRecoveryCode(known)).code;
    }),
  );
  if (code.value !== null) {
    return (
      <RecoverySteps
        code={code.value}
        happened="The recovery code of before doesn’t open your copy any more."
        onDone={props.onDone}
      />
    );
  }
  return (
    <StepDialog title="Make a new recovery code?" onLeave={task.isBusy ? null : props.onLeave}>
      <Step
        task={task}
        label="Make a new one"
        busy="Making it…"
        back={{ label: 'Keep the present one', run: props.onLeave }}
      >
        <p>
          The sheet you have opens your copy no longer. Whoever kept an older copy of the files can
          open those with the older code.
        </p>
        <KnownSecretField secret={secret} label="Present passphrase" refused={task.refused} />
      </Step>
    </StepDialog>
  );
}

export function UnprotectDialog(props: LockDialogProps) {
  const { engine } = useFace();
  const secret = useKnownSecret();
  const task = useTask(async () => {
    const refusal = await secret.use((known) => engine.unprotect(known));
    if (!refusal) props.onDone();
    return refusal;
  });
  return (
    <StepDialog title="Remove the protection?" onLeave={task.isBusy ? null : props.onLeave}>
      <Step
        task={task}
        label="Remove it"
        busy="Removing…"
        back={{ label: 'Keep it protected', run: props.onLeave }}
      >
        <p>
          Anybody who can use this browser can read your copy then. Nothing of the copy is lost, and
          passphrase and recovery code are no longer needed. Whoever kept an older copy of the files
          can open those with the older passphrase.
        </p>
        <KnownSecretField secret={secret} label="Present passphrase" refused={task.refused} />
      </Step>
    </StepDialog>
  );
}
