import { decodeText, encodeText } from '../lib/bytes.ts';
import type { AffectedContainer } from '../model/check.ts';
import { Fault, type FaultCode } from '../model/fault.ts';
import type { AccountId, ContainerId, JobId } from '../model/ids.ts';
import type { Account, ContainerInfo, SnapshotSummary, SourceName } from '../model/item.ts';
import { type LeftOut, type Receipt, type ReceiptLine, verdictOf } from '../model/receipt.ts';
import type { Repository } from '../repository/repository.ts';
import type { ContainerState } from '../repository/snapshot.ts';
import type { RunChanges } from './run-changes.ts';

export interface ReceiptParts {
  job: JobId;
  of: Receipt['of'];
  startedAt: string;
  endedAt: string;
  /** null when the run came to its end; else why it did not, or `stopped` by the person. */
  endedBy: FaultCode | 'stopped' | null;
  /** Exactly what the snapshot says. */
  states: readonly ContainerState[];
  /** That there is nothing at all is no sign of trouble. */
  mayBeEmpty?: boolean;
  readToEnd: ReadonlySet<ContainerId>;
  /** How many things Microsoft says are in each container. */
  reported: ReadonlyMap<ContainerId, number | null>;
  changes: RunChanges;
  /** Lines of this account and its sources in the last receipt, for what is kept beyond. */
  before: readonly ReceiptLine[];
  /** How many of the added items had been gone before, by container. */
  returned: ReadonlyMap<ContainerId, number>;
  /** What is listed and not wanted, by container; only where there is something. */
  leftOut: ReadonlyMap<ContainerId, LeftOut>;
  /** What is damaged of what is kept and could not be brought back. */
  damaged?: readonly AffectedContainer[];
  traffic: Pick<Receipt, 'requests' | 'pauses' | 'pausedMs' | 'downloadedBytes' | 'storedBytes'>;
}

/**
 * What a run stored of what there was. `listed` and `stored` are counted from the snapshot's own
 * state, so that a receipt can't say more than is there: what Microsoft listed is either an item
 * of the map or a gap.
 */
export function makeReceipt(parts: ReceiptParts): Receipt {
  const { states, changes } = parts;
  const paths = pathsOf(states);
  const kept = new Map(parts.before.map((line) => [line.container, line.keptBeyond]));
  const keptBeyond = (id: ContainerId) =>
    Math.max(0, (kept.get(id) ?? 0) + (changes.gone.get(id) ?? 0) - (parts.returned.get(id) ?? 0));
  const lines = states.map((state): ReceiptLine => {
    const unread = state.gaps.filter((gap) => gap.missing === 'item').length;
    const leftOut = parts.leftOut.get(state.id);
    return {
      account: state.account,
      source: state.source,
      container: state.id,
      path: paths.get(state.id) ?? state.name,
      role: state.role,
      reported: parts.reported.get(state.id) ?? null,
      listed: state.itemCount + unread,
      stored: state.itemCount - state.unwholeCount - (leftOut?.files ?? 0),
      missing: state.unwholeCount + unread,
      ...(leftOut === undefined ? {} : { leftOut }),
      keptBeyond: keptBeyond(state.id),
      readToEnd: parts.readToEnd.has(state.id),
    };
  });
  const goneLines = parts.before
    .filter((line) => !paths.has(line.container) && keptBeyond(line.container) > 0)
    .map(
      ({ leftOut: _leftOut, ...line }): ReceiptLine => ({
        ...line,
        reported: null,
        listed: 0,
        stored: 0,
        missing: 0,
        keptBeyond: keptBeyond(line.container),
        readToEnd: true,
      }),
    );
  const gaps = states.flatMap((state) =>
    state.gaps.map((gap) => ({
      ...gap,
      account: state.account,
      source: state.source,
      container: state.id,
      path: paths.get(state.id) ?? state.name,
    })),
  );
  const all = [...lines, ...goneLines].sort((a, b) => a.path.localeCompare(b.path, 'en'));
  return {
    job: parts.job,
    of: parts.of,
    startedAt: parts.startedAt,
    endedAt: parts.endedAt,
    // A mailbox without a folder is no mailbox that was read.
    verdict:
      parts.endedBy !== null
        ? 'stopped'
        : lines.length > 0 || parts.mayBeEmpty === true
          ? verdictOf(all, gaps)
          : 'incomplete',
    reason: parts.endedBy === 'stopped' ? null : parts.endedBy,
    lines: all,
    gaps,
    changes: changes.sums,
    ...(parts.damaged?.length ? { damaged: [...parts.damaged] } : {}),
    ...parts.traffic,
    snapshot: null,
  };
}

/** "Clients / Harbour Street 14" for each container; a parent nobody told of ends the path. */
export function pathsOf(
  containers: readonly Pick<ContainerInfo, 'id' | 'parent' | 'name'>[],
): Map<ContainerId, string> {
  const byId = new Map(containers.map((container) => [container.id, container]));
  const paths = new Map<ContainerId, string>();
  for (const container of containers) {
    const names: string[] = [];
    const seen = new Set<ContainerId>();
    for (
      let at: (typeof containers)[number] | undefined = container;
      at !== undefined && !seen.has(at.id);
      at = at.parent === null ? undefined : byId.get(at.parent)
    ) {
      seen.add(at.id);
      names.unshift(at.name);
    }
    paths.set(container.id, names.join(' / '));
  }
  return paths;
}

export async function saveReceipt(repository: Repository, receipt: Receipt) {
  return repository.saveBlob('receipt', encodeText(JSON.stringify(receipt)));
}

/** Receipts of ended runs, newest first; of one source of an account, or of all. */
export async function* readReceipts(
  repository: Repository,
  account: AccountId | null,
  source: SourceName | null,
): AsyncGenerator<Receipt, void> {
  for (const summary of repository.snapshots().toReversed()) {
    const receipt = await readReceipt(repository, summary);
    if (receipt === null) continue;
    if (account !== null && receipt.of.account !== account) continue;
    if (source !== null && receipt.of.source !== source) continue;
    yield receipt;
  }
}

/** What the run said that ended with this snapshot; null for a checkpoint in the middle of one. */
export async function readReceipt(
  repository: Repository,
  { id, isRunEnd }: Pick<SnapshotSummary, 'id' | 'isRunEnd'>,
): Promise<Receipt | null> {
  if (!isRunEnd) return null;
  const { receipt: blob, accounts } = await repository.loadSnapshot(id);
  if (blob === null) return null;
  const receipt = parseReceipt(await repository.loadBlob(blob, 'receipt'));
  return { ...receipt, of: receipt.of ?? ofLines(receipt, accounts), snapshot: id };
}

/** Receipts of before there was more than mail don't say whose they are; the last account was. */
function ofLines(
  { lines }: Pick<Receipt, 'lines'>,
  accounts: readonly Pick<Account, 'id'>[],
): Receipt['of'] {
  const [line] = lines;
  const account = line?.account ?? accounts.at(-1)?.id;
  if (account === undefined) throw new Fault('corrupt', 'a receipt is nobody’s');
  return { account, source: line?.source ?? 'mail' };
}

/** Written by this program and checked by its hash: its shape needs no second look. */
function parseReceipt(bytes: Uint8Array): Omit<Receipt, 'of'> & Partial<Pick<Receipt, 'of'>> {
  try {
    return JSON.parse(decodeText(bytes)) as Receipt;
  } catch (cause) {
    throw new Fault('corrupt', 'a receipt is no JSON', { cause });
  }
}
