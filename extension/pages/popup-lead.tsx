import { useSignal } from '@preact/signals';
import type { Fault } from '../../shared/model/fault.ts';
import type { BackupProgress } from '../../shared/model/job.ts';
import { sumLines } from '../../shared/model/receipt.ts';
import { signInToRenew } from '../../shared/ui/accounts.ts';
import { cannotActBecause, signInAgain } from '../../shared/ui/consent.ts';
import { startCopies } from '../../shared/ui/copies.ts';
import { useFace } from '../../shared/ui/face.ts';
import { counted, formats } from '../../shared/ui/formats.ts';
import { ActButton } from '../../shared/ui/parts/act-button.tsx';
import { shareOf } from '../../shared/ui/parts/backup-progress.tsx';
import { Icon, type IconName } from '../../shared/ui/parts/icon.tsx';
import { FaultNote } from '../../shared/ui/parts/note.tsx';
import type { Protection } from '../../shared/ui/protection-words.ts';
import { listedOf } from '../../shared/ui/source-words.ts';
import { receiptToTell } from '../../shared/ui/told-receipt.ts';
import { leaveFor } from './elsewhere.ts';

/** The sentence, how far a copy is, and the one thing to do about it. */
export function PopupLead({ protection }: { protection: Protection }) {
  const { online } = useFace();
  const fault = useSignal<Fault | null>(null);
  const { job, title, text, textAlone } = protection;
  return (
    <section class="popup-part popup-lead" data-tone={toneOf(protection)}>
      <Icon name={iconOf(protection, online.value)} size={24} />
      <div aria-live="polite">
        <h2>{title}</h2>
        <p>{textAlone ?? text}</p>
      </div>
      {job && job.state.kind !== 'waiting' && <Progress job={job} />}
      <div class="line">
        <LeadAction
          protection={protection}
          onFault={(found) => {
            fault.value = found;
          }}
        />
        <Which protection={protection} />
      </div>
      {fault.value && <FaultNote fault={fault.value} />}
    </section>
  );
}

/** Locked is no trouble, and is not shown as one; what is whole is not green while it changes. */
function toneOf({ action, tone, job }: Protection): string {
  if (action === 'unlock') return 'plain';
  return tone === 'ok' && job?.state.kind === 'running' ? 'busy' : tone;
}

function iconOf({ action, tone, job }: Protection, online: boolean): IconName {
  if (action === 'unlock') return 'lock';
  if (action === 'sign-in') return 'key-large';
  if (action === 'organisation') return 'organisation';
  if (!online) return 'offline';
  if (job?.state.kind === 'running') return 'refresh';
  if (tone === 'none') return 'mail-large';
  return tone === 'ok' ? 'complete' : tone === 'gap' ? 'gap' : 'refresh';
}

function Progress({ job }: { job: BackupProgress }) {
  const share = shareOf(job);
  return (
    <div class="popup-progress">
      <progress aria-label="Copying" {...(share !== null && { max: 1, value: share })} />
      <p class="caption number">
        {progressWords(job)}
        {job.leftMs !== null && `, ${formats.about(job.leftMs).toLocaleLowerCase()} left`}
      </p>
    </div>
  );
}

function progressWords({ messages, attachments, source }: BackupProgress): string {
  const { done, total } = messages;
  if (total === null) return 'Asking what there is';
  // The texts come first, and what is in them with files after.
  if (done >= total && attachments.done < attachments.total) {
    const part = source === 'mail' ? 'attachment' : 'content';
    return `${formats.count(attachments.done)} of ${counted(attachments.total, part)}`;
  }
  return `${formats.count(done)} of ${listedOf(Math.max(done, total), [source])}`;
}

interface LeadActionProps {
  protection: Protection;
  onFault(fault: Fault | null): void;
}

function LeadAction({ protection, onFault }: LeadActionProps) {
  const face = useFace();
  const { action, job, tone } = protection;
  if (action === 'sign-in') {
    return (
      <ActButton
        class="button small primary"
        cannotBecause={face.online.value ? null : 'No network'}
        act={() => signInAgain(face, signInToRenew(face.signIns.value ?? []))}
        onFault={onFault}
      >
        Sign in
      </ActButton>
    );
  }
  if (action === 'unlock') return <Elsewhere label="Unlock" place="/" />;
  if (action === 'organisation') {
    const place = `/welcome?step=what&waits=${job?.source ?? 'mail'}`;
    return <Elsewhere label="Copy the request…" place={place} />;
  }
  if (action === 'allow') return <Elsewhere label="See the sources" place="/settings" />;
  // What there is to decide is read first, where there is room for it.
  if (action === 'accept' || action === 'folder') return <Elsewhere label="Look at it" place="/" />;
  if (job?.state.kind === 'waiting' && action === 'go-on') {
    return (
      <ActButton
        class="button small primary"
        act={() => face.engine.nudgeJob(job.id)}
        onFault={onFault}
      >
        Go on
      </ActButton>
    );
  }
  if (job || (action === null && tone === 'busy')) return null;
  const isFirst = (face.signIns.value ?? []).length === 0 && tone === 'none';
  if (isFirst) return <Elsewhere label="Begin" place="/" />;
  return (
    <ActButton
      class={tone === 'none' || action === 'go-on' ? 'button small primary' : 'button small'}
      cannotBecause={cannotActBecause(face)}
      act={() => startCopies(face)}
      onFault={onFault}
    >
      <Icon name="refresh" />
      {action === 'go-on' ? 'Go on' : 'Back up now'}
    </ActButton>
  );
}

/** Names what is missing, where the receipt does. */
function Which({ protection }: { protection: Protection }) {
  const { status, signIns } = useFace();
  if (!status.value || protection.job || protection.action !== 'back-up') return null;
  const receipt = receiptToTell(status.value, signIns.value ?? []);
  if (receipt?.verdict !== 'incomplete') return null;
  const missing = Math.max(sumLines(receipt.lines).missing, receipt.gaps.length);
  return (
    <button
      type="button"
      class="button small plain"
      onClick={() => leaveFor(`/receipt/${receipt.job}`)}
    >
      {missing > 0 ? `Which ${formats.count(missing)}?` : 'Which?'}
    </button>
  );
}

function Elsewhere({ label, place }: { label: string; place: string }) {
  return (
    <button type="button" class="button small primary" onClick={() => leaveFor(place)}>
      {label}
    </button>
  );
}
