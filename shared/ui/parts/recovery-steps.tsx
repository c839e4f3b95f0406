import { useSignal } from '@preact/signals';
import { endOfCode, isEndOfCode } from '../lock-words.ts';
import { useTask } from '../use-task.ts';
import { RecoverySheet } from './recovery-sheet.tsx';
import { CodeField } from './secret-field.tsx';
import { Step, StepDialog } from './step-dialog.tsx';

/**
 * The code is told once: it is shown, and then its end is asked for. Nobody leaves by a slip of
 * Esc, since nobody could tell the code again.
 */
export function RecoverySteps(props: { code: string; happened: string; onDone(): void }) {
  const isProving = useSignal(false);
  return (
    <StepDialog
      title={isProving.value ? 'Do you have the code?' : 'Keep this recovery code'}
      onLeave={null}
    >
      {isProving.value ? (
        <ProveStep
          code={props.code}
          onDone={props.onDone}
          onBack={() => {
            isProving.value = false;
          }}
        />
      ) : (
        <ShowStep
          code={props.code}
          happened={props.happened}
          onNext={() => {
            isProving.value = true;
          }}
        />
      )}
    </StepDialog>
  );
}

function ShowStep(props: { code: string; happened: string; onNext(): void }) {
  const task = useTask(async () => {
    props.onNext();
    return null;
  });
  return (
    <Step task={task} label="I have it" busy="I have it" back={null}>
      <p>
        {props.happened} This code opens it when the passphrase is forgotten. It is shown now and
        never again.
      </p>
      <RecoverySheet code={props.code} />
    </Step>
  );
}

function ProveStep(props: { code: string; onDone(): void; onBack(): void }) {
  const typed = useSignal('');
  const task = useTask(async () => {
    if (!isEndOfCode(typed.peek(), props.code)) {
      return { refused: 'That is not the end of this code. Look at your sheet, or go back to it.' };
    }
    typed.value = '';
    props.onDone();
    return null;
  });
  const length = endOfCode(props.code).replace('-', '').length;
  return (
    <Step
      task={task}
      label="Finish"
      busy="Finish"
      back={{ label: 'Show the code again', run: props.onBack }}
    >
      <p>After this step nobody can show it to you again. Type its end from your own sheet.</p>
      <CodeField
        label={`The last two groups, ${length} characters`}
        placeholder="XXXX-XX"
        value={typed.value}
        onInput={(text) => {
          typed.value = text;
        }}
        refused={task.refused}
        isFirst
      />
    </Step>
  );
}
