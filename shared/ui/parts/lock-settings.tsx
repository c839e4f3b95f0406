import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Fault } from '../../model/fault.ts';
import type { EngineStatus } from '../../rpc/protocol.ts';
import { useFace } from '../face.ts';
import { useAnswer } from '../use-engine.ts';
import { ActButton } from './act-button.tsx';
import { FaultNote } from './note.tsx';

type Question = 'protect' | 'passphrase' | 'code' | 'unprotect';

/** What is so after the question was answered. */
const DONE: Readonly<Record<Question, string>> = {
  protect: 'From now on Holdfast asks for the passphrase whenever it is opened.',
  passphrase: 'The passphrase is changed. The one of before doesn’t open your copy any more.',
  code: 'The new recovery code is in force. Destroy the older sheet.',
  unprotect: 'The protection is removed. Your copy opens without a passphrase.',
};

/** Settings, "Lock": who can read the copy now, and what changes that. */
export function LockSettings() {
  const { status } = useFace();
  const asked = useSignal<Question | null>(null);
  const done = useSignal('');
  const fault = useSignal<Fault | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const ask = (question: Question) => {
    done.value = '';
    asked.value = question;
  };
  // The button that opened the dialog may be gone with what it changed.
  useEffect(() => {
    if (done.value) heading.current?.focus();
  }, [done.value]);
  const repository = status.value?.repository;
  if (!repository) return null;
  return (
    <section aria-labelledby="lock">
      <h2 id="lock" ref={heading} tabIndex={-1}>
        Lock
      </h2>
      <LockLines
        repository={repository}
        ask={ask}
        onFault={(found) => {
          fault.value = found;
        }}
      />
      {fault.value && <FaultNote fault={fault.value} />}
      <p role="status">{done.value}</p>
      {asked.value && (
        <Asked
          question={asked.value}
          onDone={() => {
            if (asked.value) done.value = DONE[asked.value];
            asked.value = null;
          }}
          onLeave={() => {
            asked.value = null;
          }}
        />
      )}
    </section>
  );
}

function LockLines(props: {
  repository: EngineStatus['repository'];
  ask(question: Question): void;
  onFault(fault: Fault | null): void;
}) {
  const { engine } = useFace();
  const { repository, ask, onFault } = props;
  if (repository.lock === 'unprotectable') {
    return (
      <>
        <p>Anybody who can use this browser can read your copy.</p>
        <p>
          It was made before Holdfast could encrypt, and can’t be protected afterwards. Only a new
          copy could be: it begins from the start, and what Microsoft no longer has would be in this
          one only.
        </p>
      </>
    );
  }
  if (repository.lock !== 'protected') {
    return (
      <>
        <p>
          Anybody who can use this browser can read your copy. What is stored is encrypted, but its
          key lies beside it until a passphrase locks it away.
        </p>
        <div class="line">
          <ActButton
            class="button small"
            cannotBecause={repository.trouble ? 'Home has a question about your copy first' : null}
            act={async () => ask('protect')}
            onFault={onFault}
          >
            Protect with a passphrase…
          </ActButton>
        </div>
      </>
    );
  }
  return (
    <>
      <p>
        Protected with a passphrase. It locks itself when Holdfast is closed or loaded anew; nothing
        is copied then until you unlock it.
      </p>
      <div class="line">
        <ActButton class="button small" act={() => engine.lock()} onFault={onFault}>
          Lock now
        </ActButton>
        <button type="button" class="button small" onClick={() => ask('passphrase')}>
          Change passphrase…
        </button>
        <button type="button" class="button small" onClick={() => ask('code')}>
          New recovery code…
        </button>
        <button type="button" class="button small" onClick={() => ask('unprotect')}>
          Remove protection…
        </button>
      </div>
    </>
  );
}

/** The dialogs are fetched when the first of them is asked for. */
function Asked(props: { question: Question; onDone(): void; onLeave(): void }) {
  const { question, ...answers } = props;
  const { value: parts, fault } = useAnswer(
    async () => ({
      ...(await import('./protect-dialog.tsx')),
      ...(await import('./lock-dialogs.tsx')),
    }),
    [],
  );
  if (fault) return <FaultNote fault={fault} />;
  if (!parts) return null;
  const Dialog = {
    protect: parts.ProtectDialog,
    passphrase: parts.ChangePassphraseDialog,
    code: parts.NewCodeDialog,
    unprotect: parts.UnprotectDialog,
  }[question];
  return <Dialog {...answers} />;
}
