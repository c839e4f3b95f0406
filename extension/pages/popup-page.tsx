import { useSignal } from '@preact/signals';
import type { Fault } from '../../shared/model/fault.ts';
import { actingAccount, cannotActBecause, signInAgain } from '../../shared/ui/consent.ts';
import { useFace } from '../../shared/ui/face.ts';
import { formats } from '../../shared/ui/formats.ts';
import { ActButton } from '../../shared/ui/parts/act-button.tsx';
import { BackupProgressBlock } from '../../shared/ui/parts/backup-progress.tsx';
import { Icon, Mark } from '../../shared/ui/parts/icon.tsx';
import { FaultNote } from '../../shared/ui/parts/note.tsx';
import type { Protection } from '../../shared/ui/protection-words.ts';
import { showApp, showPanel } from './elsewhere.ts';
import { OutlookLine } from './outlook-line.tsx';

/** The state of protection in a glance: the sentence, what can be done, what is kept. */
export function PopupPage() {
  const { status, protection } = useFace();
  const fault = useSignal<Fault | null>(null);
  const state = protection.value;
  return (
    <>
      <header class="popup-bar">
        <Mark size={20} />
        <h1>Holdfast</h1>
        <button
          type="button"
          class="button square"
          aria-label="Settings"
          onClick={() => showApp('/settings')}
        >
          <Icon name="settings" />
        </button>
      </header>
      {state === null ? (
        <p class="popup-part late" role="status">
          Opening your copy…
        </p>
      ) : (
        <section class="popup-part popup-lead" aria-live="polite">
          <h2>{state.title}</h2>
          <p>{state.text}</p>
          <div class="line">
            <LeadAction
              protection={state}
              onFault={(found) => {
                fault.value = found;
              }}
            />
          </div>
          {fault.value && <FaultNote fault={fault.value} />}
        </section>
      )}
      {state?.job && <BackupProgressBlock job={state.job} />}
      {status.value && <Sources />}
      <OutlookLine />
      <footer class="popup-bar">
        <button type="button" class="button" onClick={() => showApp('/')}>
          Open Holdfast
        </button>
        <button type="button" class="button" onClick={showPanel}>
          Side panel
        </button>
      </footer>
    </>
  );
}

interface LeadActionProps {
  protection: Protection;
  onFault(fault: Fault | null): void;
}

function LeadAction({ protection, onFault }: LeadActionProps) {
  const face = useFace();
  const account = actingAccount(face);
  const { action, job } = protection;
  if (action === 'sign-in') {
    const signIns = face.signIns.value ?? [];
    const signIn = signIns.find(({ state }) => state === 'ended') ?? signIns[0];
    return (
      <ActButton class="button primary" act={() => signInAgain(face, signIn)} onFault={onFault}>
        Sign in again
      </ActButton>
    );
  }
  if (job) {
    return (
      <ActButton class="button" act={() => face.engine.stopJob(job.id)} onFault={onFault}>
        Stop
      </ActButton>
    );
  }
  const canCopy = action === 'back-up' || action === 'go-on';
  if (canCopy && account) {
    return (
      <ActButton
        class="button"
        cannotBecause={cannotActBecause(face)}
        act={() => face.engine.startBackup(account, ['mail'])}
        onFault={onFault}
      >
        {action === 'back-up' ? 'Back up now' : 'Go on'}
      </ActButton>
    );
  }
  // What takes more than a click has its place in the application.
  const label = action === 'unlock' ? 'Unlock' : 'Open Holdfast';
  return (
    <button type="button" class="button primary" onClick={() => showApp('/')}>
      {label}
    </button>
  );
}

function Sources() {
  const { status, now } = useFace();
  const accounts = status.value?.accounts ?? [];
  if (accounts.length === 0) return null;
  return (
    <ul class="popup-part popup-sources" aria-label="What is kept">
      {accounts.map(({ account, sources }) =>
        sources.map(({ source, items, lastCopiedAt }) => (
          <li key={`${account.id} ${source}`}>
            <Icon name="mail" />
            <span class="cut">{accounts.length > 1 ? account.username : 'Mail'}</span>
            <span class="caption number">
              {formats.count(items)}
              {lastCopiedAt && `, copied ${formats.short(lastCopiedAt, now.value)}`}
            </span>
          </li>
        )),
      )}
    </ul>
  );
}
