import type { Account } from '../model/item.ts';
import type { BackupProgress, JobProgress } from '../model/job.ts';
import { mayRead } from '../model/sources.ts';
import type { EngineStatus } from '../rpc/protocol.ts';
import { accountsToCopy } from './accounts.ts';
import { healedAt } from './damage.ts';
import { firstWords } from './first-words.ts';
import {
  ALL_TURNED_OFF,
  DAMAGED,
  elsewhereSentence,
  firstCopySentence,
  folderSentence,
  LOCKED,
  notCopiedYet,
  nothingYet,
  OPENING,
  offlineSentence,
  type Protection,
  type ProtectionFacts,
  signedOutSentence,
  sourceNotCopied,
  TROUBLES,
} from './protection-words.ts';
import { receiptSentence } from './run-words.ts';
import { receiptOf, receiptToTell } from './told-receipt.ts';
import { waitingSentence } from './waiting-words.ts';

/** Never says "everything" while anything is missing, unread or cannot be known. */
export function protectionOf(facts: ProtectionFacts): Protection {
  const job = jobToTell(facts.status.jobs);
  const receipt = receiptToTell(facts.status, facts.signIns);
  const { trouble, lock } = facts.status.repository;
  // Nothing may be called kept while the place where it is kept can't be used.
  const away = firstWords(facts.status.first);
  if (away) return { ...folderSentence(away), job };
  // What is in it can be told only when it is open.
  if (lock === 'locked') return { ...LOCKED, job: null };
  if (trouble === 'elsewhere') return { ...elsewhereSentence(facts), job };
  if (trouble) return { ...TROUBLES[trouble], job };
  if (!isLookedAt(facts.status)) return { ...OPENING, job };
  const state = job?.state.kind === 'waiting' ? waitingSentence(job, facts) : null;
  if (state) return { ...state, job };
  // Where something else has just been copied whole, it is not everything yet.
  const firsts = facts.status.jobs.filter(isRunningBackup).filter((each) => isFirst(each, facts));
  const first =
    job && (isFirst(job, facts) ? job : firsts.find((each) => each.state.kind === 'running'));
  if (first) return { ...firstCopySentence(first, firsts, facts), job };
  if (!facts.online) return { ...offlineSentence(facts), job };
  const ended = facts.signIns.find((signIn) => signIn.state === 'ended');
  if (ended && !job) return { ...signedOutSentence(facts, ended), job };
  if (!receipt) return { ...nothingYet(), job };
  const isDamaged = facts.status.upkeep.lastCheck?.verdict === 'damaged';
  if (isDamaged && healedAt(facts.status) === null && job === null) return { ...DAMAGED, job };
  if (job === null && isAllTurnedOff(facts)) return { ...ALL_TURNED_OFF, job };
  const uncopied = uncopiedAccount(facts);
  if (uncopied) return { ...notCopiedYet(uncopied.username), job };
  const source = job ? undefined : uncopiedSource(facts);
  if (source) return { ...sourceNotCopied(source), job };
  return { ...receiptSentence(receipt, facts, job !== null), job };
}

/** Signed in beside others, and nothing of it is kept yet or on its way. */
function uncopiedAccount({ status, signIns }: ProtectionFacts): Account | undefined {
  return accountsToCopy(signIns).find(
    ({ id }) => receiptOf(status, id) === null && !status.jobs.some((job) => job.account === id),
  );
}

function isAllTurnedOff({ status: { choices }, signIns }: ProtectionFacts): boolean {
  const isOff = ({ id }: Account) =>
    choices.some(({ account, sources }) => account === id && sources.length === 0);
  const copied = accountsToCopy(signIns);
  return copied.length > 0 && copied.every(isOff);
}

/** Chosen, and nothing of it is kept, or may be read any more. */
function uncopiedSource({ status, signIns }: ProtectionFacts) {
  for (const { account, scopes } of signIns.filter(({ state }) => state !== 'ended')) {
    const chosen = status.choices.find((each) => each.account === account.id)?.sources ?? [];
    for (const source of chosen) {
      const isKept = receiptOf(status, account.id, source) !== null;
      const isAllowed = mayRead(source, scopes);
      if (!isKept || !isAllowed) return { source, isKept, isAllowed };
    }
  }
  return undefined;
}

/** One that waits for a person speaks only when no other goes on. */
function jobToTell(jobs: readonly JobProgress[]): BackupProgress | null {
  const copies = jobs.filter(isRunningBackup);
  const goesOn = copies.find(
    ({ state }) => state.kind !== 'waiting' || (state.for !== 'consent' && state.for !== 'sign-in'),
  );
  return goesOn ?? copies[0] ?? null;
}

function isFirst({ account, source }: BackupProgress, { status }: ProtectionFacts): boolean {
  return !receiptOf(status, account, source)?.snapshot;
}

function isRunningBackup(job: JobProgress): job is BackupProgress {
  return job.kind === 'backup' && job.state.kind !== 'ended';
}

/** What is kept is there before the engine has read what it is: until then nothing is said of it. */
function isLookedAt({ repository, accounts, lastReceipts }: EngineStatus): boolean {
  return repository.snapshots === 0 || accounts.length > 0 || lastReceipts.length > 0;
}
