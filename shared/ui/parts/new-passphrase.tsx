import { type Signal, useSignal } from '@preact/signals';
import { lengthRemark, newPassphraseProblem, type Refusal } from '../lock-words.ts';
import { ManagerName, SecretField } from './secret-field.tsx';

/** A passphrase to come, typed twice. */
export interface NewPassphrase {
  readonly first: Signal<string>;
  readonly again: Signal<string>;
  /** Why it can't be taken yet. */
  problem(): Refusal | null;
  clear(): void;
}

export function useNewPassphrase(): NewPassphrase {
  const first = useSignal('');
  const again = useSignal('');
  return {
    first,
    again,
    problem() {
      const refused = newPassphraseProblem(first.peek(), again.peek());
      return refused === null ? null : { refused };
    },
    clear() {
      first.value = '';
      again.value = '';
    },
  };
}

export function NewPassphraseFields(props: {
  passphrase: NewPassphrase;
  label: string;
  refused: string | null;
  isFirst: boolean;
}) {
  const { first, again } = props.passphrase;
  return (
    <>
      {props.isFirst && <ManagerName />}
      <SecretField
        label={props.label}
        autocomplete="new-password"
        value={first.value}
        onInput={(text) => {
          first.value = text;
        }}
        remark={lengthRemark(first.value)}
        refused={props.refused}
        isFirst={props.isFirst}
      />
      <SecretField
        label="The same once more"
        autocomplete="new-password"
        value={again.value}
        onInput={(text) => {
          again.value = text;
        }}
      />
    </>
  );
}
