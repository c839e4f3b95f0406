import { type Signal, useSignal } from '@preact/signals';
import type { UnlockSecret } from '../../rpc/protocol.ts';
import { type Refusal, refusalOf, type SecretKind, secretFrom } from '../lock-words.ts';
import { CodeField, ManagerName, SecretField } from './secret-field.tsx';

/** What somebody types to show that the copy is theirs: the passphrase or the recovery code. */
export interface KnownSecret {
  readonly kind: Signal<SecretKind>;
  readonly typed: Signal<string>;
  /**
   * Does something with it. What was typed stays when it is refused, and is forgotten when it was
   * right. Other faults are passed on.
   */
  use(act: (secret: UnlockSecret) => Promise<unknown>): Promise<Refusal | null>;
}

export function useKnownSecret(): KnownSecret {
  const kind = useSignal<SecretKind>('passphrase');
  const typed = useSignal('');
  return {
    kind,
    typed,
    async use(act) {
      const secret = await secretFrom(kind.peek(), typed.peek());
      if ('refused' in secret) return secret;
      try {
        await act(secret);
      } catch (error) {
        const refusal = refusalOf(error, kind.peek());
        if (!refusal) throw error;
        return refusal;
      }
      typed.value = '';
      return null;
    },
  };
}

export function KnownSecretField(props: {
  secret: KnownSecret;
  label: string;
  refused: string | null;
  /** Without the way to the other one, which stands beside the form's button. */
  isAlone?: boolean;
}) {
  const { kind, typed } = props.secret;
  const isCode = kind.value === 'code';
  const type = (text: string) => {
    typed.value = text;
  };
  return (
    <>
      {isCode ? (
        <CodeField
          key="code"
          label="Recovery code"
          placeholder="XXXX-XXXX-…"
          value={typed.value}
          onInput={type}
          remark="From the sheet or wherever you keep it. Capitals and hyphens don’t matter."
          refused={props.refused}
          isFirst
        />
      ) : (
        <>
          <ManagerName />
          <SecretField
            key="passphrase"
            label={props.label}
            autocomplete="current-password"
            value={typed.value}
            onInput={type}
            refused={props.refused}
            isFirst
          />
        </>
      )}
      {!props.isAlone && <OtherSecret secret={props.secret} />}
    </>
  );
}

/** From the passphrase to the recovery code, and back. */
export function OtherSecret({ secret }: { secret: KnownSecret }) {
  const { kind, typed } = secret;
  const isCode = kind.value === 'code';
  return (
    <button
      type="button"
      class="link"
      onClick={() => {
        kind.value = isCode ? 'passphrase' : 'code';
        typed.value = '';
      }}
    >
      {isCode ? 'Use the passphrase instead' : 'Use the recovery code instead'}
    </button>
  );
}
