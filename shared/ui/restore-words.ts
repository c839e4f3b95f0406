import type { SourceName } from '../model/item.ts';
import type {
  Difference,
  Outcome,
  PlannedItem,
  RestoredItem,
  RestorePlan,
} from '../model/restore.ts';
import type { RestoreOptions } from '../rpc/protocol.ts';
import { agree, counted, formats } from './formats.ts';
import { FAULT_SENTENCES } from './sentences.ts';
import { PLACE_WORDS } from './thing-words.ts';

/** A line of the plan's or the result's ledger; the numbers of all lines add up to the total. */
export interface LedgerLine {
  count: number;
  words: string;
  remark: string;
}

interface PlanLedger {
  lines: LedgerLine[];
  total: number;
  /** How many will be written when the button is pressed. */
  willRestore: number;
}

/**
 * What will become of an item, after what the person ticked. Of a file that is there with other
 * contents: `differs` it is left alone, `over` it gets the kept ones, `beside` those get a file of
 * their own.
 */
export type Fate = Outcome | 'left-out' | 'elsewhere-moved' | 'differs' | 'over' | 'beside';

export function fateOf(item: PlannedItem, options: RestoreOptions): Fate {
  if (options.except.includes(item.row.row)) return 'left-out';
  if (item.outcome === 'cannot') return 'cannot';
  if (options.intoNewFolder !== null) return 'make-again';
  if (item.outcome === 'elsewhere' && options.moveFromElsewhere) return 'elsewhere-moved';
  if (item.outcome === 'here' && item.hasOtherContent) return CONFLICTS[options.conflict ?? 'skip'];
  return item.outcome;
}

/** What is nowhere is looked for in the recycle bin: ticked, and something that goes on offer. */
export function looksInBin(
  { bin }: Pick<RestorePlan, 'bin'>,
  { fromBin = false, intoNewFolder }: RestoreOptions,
): boolean {
  return bin !== undefined && fromBin && intoNewFolder === null;
}

/** What Microsoft has to be asked for before this is done, of what `granted` does not have. */
export function scopesToAsk(
  plan: Pick<RestorePlan, 'scopesMissing' | 'bin'>,
  options: RestoreOptions,
  granted: readonly string[],
): { writing: readonly string[]; bin: readonly string[] } {
  const scopes = looksInBin(plan, options) ? (plan.bin?.scopes ?? []) : [];
  return { writing: plan.scopesMissing, bin: scopes.filter((scope) => !granted.includes(scope)) };
}

const CONFLICTS = { skip: 'differs', 'keep-both': 'beside', replace: 'over' } as const;

/** Something will be written for it. */
export function isWritten(fate: Fate): boolean {
  return WRITES.has(fate);
}

const WRITES: ReadonlySet<Fate> = new Set([
  'make-again',
  'move-back',
  'elsewhere-moved',
  'over',
  'beside',
]);

/** Every item of the plan is in exactly one line. */
export function planLedger(plan: RestorePlan, options: RestoreOptions): PlanLedger {
  const except = new Set(options.except);
  const groups = new Map<string, { fate: Fate; items: PlannedItem[] }>();
  for (const item of plan.items) {
    const fate = except.has(item.row.row) ? 'left-out' : fateOf(item, { ...options, except: [] });
    const isPlaced = plan.source === 'mail' && fate !== 'make-again' && fate !== 'left-out';
    const place = isPlaced ? (item.foundIn?.name ?? '') : '';
    const key = `${ORDER.indexOf(fate)} ${fate} ${place} ${fate === 'cannot' ? item.reason : ''}`;
    const group = groups.get(key) ?? { fate, items: [] };
    group.items.push(item);
    groups.set(key, group);
  }
  const lines = [...groups]
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([, { fate, items }]) =>
      plan.source === 'mail'
        ? lineOf(fate, items)
        : fileLineOf(fate, items, looksInBin(plan, options)),
    );
  const willRestore = plan.items.filter((item) =>
    WRITES.has(except.has(item.row.row) ? 'left-out' : fateOf(item, { ...options, except: [] })),
  ).length;
  return { lines, total: plan.items.length, willRestore };
}

const ORDER: readonly Fate[] = [
  'make-again',
  'over',
  'beside',
  'move-back',
  'elsewhere-moved',
  'elsewhere',
  'differs',
  'here',
  'left-out',
  'cannot',
];

function lineOf(fate: Fate, items: readonly PlannedItem[]): LedgerLine {
  const count = items.length;
  const is = agree(count, 'is', 'are');
  const place = items[0]?.foundIn?.name ?? 'another folder';
  switch (fate) {
    case 'move-back':
      return {
        count,
        words: `${is} in ${place}: moved back`,
        remark: agree(count, 'the original', 'the originals'),
      };
    case 'elsewhere-moved':
      return {
        count,
        words: `${is} in ${place}: moved to where ${agree(count, 'it was', 'they were')}`,
        remark: agree(count, 'the original', 'the originals'),
      };
    case 'elsewhere':
      return { count, words: `${is} in ${place}: left alone`, remark: '' };
    case 'here':
      return { count, words: `${is} in the folder already: left alone`, remark: '' };
    default:
      return plainLineOf(fate, items, 'mail');
  }
}

/** Of files: they are found by their ids, wherever they are and whatever they are called now. */
function fileLineOf(fate: Fate, items: readonly PlannedItem[], isFromBin: boolean): LedgerLine {
  const count = items.length;
  const is = agree(count, 'is', 'are');
  const differs = `${is} there with other contents${otherNames(items)}`;
  const moved = `${is} in another folder or called otherwise`;
  switch (fate) {
    case 'elsewhere-moved':
      return {
        count,
        words: `${moved}: moved back, under ${agree(count, 'its', 'their')} name`,
        remark: '',
      };
    case 'elsewhere':
      return { count, words: `${moved}: left alone`, remark: '' };
    case 'here':
      return { count, words: `${is} there already, as kept: left alone`, remark: '' };
    case 'differs':
      return { count, words: `${differs}: left alone`, remark: '' };
    case 'over':
      return {
        count,
        words: `${differs}: replaced`,
        remark: 'OneDrive keeps what is there as a version',
      };
    case 'beside':
      return {
        count,
        words: `${differs}: both are kept`,
        remark: 'with a number where a name is taken',
      };
    case 'make-again': {
      const again = plainLineOf(fate, items, 'drive');
      if (!isFromBin) return again;
      const { bin, place } = PLACE_WORDS.drive;
      const words = `${is} nowhere in ${place}: taken out of ${bin}, or made again`;
      return { count, words, remark: again.remark === '' ? '' : `at most ${again.remark}` };
    }
    default:
      return plainLineOf(fate, items, 'drive');
  }
}

/** Who encrypts files gives them other names as well: said once, with one of them. */
function otherNames(items: readonly PlannedItem[]): string {
  const names = items.flatMap((item) => nameNow(item) ?? []);
  const [first] = names;
  if (first === undefined) return '';
  if (items.length === 1) return `, called “${first}” now`;
  const some = names.length === items.length ? '' : `${formats.count(names.length)} of them `;
  return `, ${some}under another name, such as “${first}”`;
}

/** What a file is called now, when that is not its kept name. */
export function nameNow({ row, foundIn }: PlannedItem): string | null {
  if (row.source === 'mail' || !foundIn?.name || foundIn.name === row.subject) return null;
  return foundIn.name;
}

/** What a folder or drive has now and had not at the moment it is restored as of. */
export function laterWords({ later }: Pick<RestorePlan, 'later'>): string | null {
  if (!later) return null;
  const { count, names } = later;
  const told = names.reduce((sum, each) => sum + each.count, 0);
  const more = count > told ? ' and others' : '';
  const listed = names
    .map((each) => `“${each.name}”${each.count > 1 ? ` (${formats.count(each.count)} times)` : ''}`)
    .join(', ');
  return `${counted(count, 'thing')} came later and ${agree(count, 'stays as it is', 'stay as they are')}: ${listed}${more}. Nothing is deleted.`;
}

function plainLineOf(fate: Fate, items: readonly PlannedItem[], source: SourceName): LedgerLine {
  const count = items.length;
  if (fate === 'left-out') return { count, words: 'unticked by you: left alone', remark: '' };
  if (fate === 'cannot') {
    const reason = items[0]?.reason;
    const remark = reason ? FAULT_SENTENCES[reason].happened : '';
    return { count, words: 'can’t be restored', remark };
  }
  const sendBytes = items.reduce((sum, item) => sum + item.sendBytes, 0);
  const isNowhere = items.every(({ outcome }) => outcome === 'make-again');
  const { place } = PLACE_WORDS[source];
  return {
    count,
    words: isNowhere
      ? `${agree(count, 'is', 'are')} nowhere in ${place}: made again`
      : 'made again',
    remark: sendBytes > 0 ? `${formats.bytes(sendBytes)} to send` : '',
  };
}

const FATE_WORDS: Readonly<Record<Fate, string>> = {
  'make-again': 'Made again',
  'move-back': 'Moved back',
  'elsewhere-moved': 'Moved here',
  elsewhere: 'Left alone',
  here: 'Left alone',
  differs: 'Left alone, differs',
  over: 'Replaced',
  beside: 'Both kept',
  'left-out': 'Left out',
  cannot: 'Can’t be',
};

export function fateWords(fate: Fate, isFromBin = false): string {
  return isFromBin && fate === 'make-again' ? 'From the bin, or again' : FATE_WORDS[fate];
}

export interface ResultSums {
  madeAgain: number;
  movedBack: number;
  /** Came out of the recycle bin. */
  fromBin: number;
  leftAlone: number;
  failed: number;
}

export function resultSums(items: readonly RestoredItem[]): ResultSums {
  const sums = { madeAgain: 0, movedBack: 0, fromBin: 0, leftAlone: 0, failed: 0 };
  for (const { state, outcome, fromBin } of items) {
    if (state === 'failed') sums.failed++;
    else if (state === 'left-alone') sums.leftAlone++;
    else if (fromBin) sums.fromBin++;
    else if (outcome === 'make-again') sums.madeAgain++;
    else sums.movedBack++;
  }
  return sums;
}

/** How many are back, in whichever way. */
export function backOf({ madeAgain, movedBack, fromBin }: ResultSums): number {
  return madeAgain + movedBack + fromBin;
}

/**
 * The sentence of a result: what is back, what was there, and what is not. `what` is that in words
 * which is back: messages, unless told otherwise.
 */
export function resultTitle(
  kind: 'restore' | 'undo',
  sums: ResultSums,
  what = counted(backOf(sums), 'message'),
): string {
  const done = backOf(sums);
  if (kind === 'undo') return undoTitle(done, sums, what);
  if (done === 0 && sums.failed === 0) {
    return sums.leftAlone === 1
      ? 'Nothing had to be done: it is there.'
      : 'Nothing had to be done: all of them are there.';
  }
  const back = `${what} ${agree(done, 'is', 'are')} back`;
  if (sums.failed > 0) {
    return `${back}. ${formats.count(sums.failed)} could not be written; here is why.`;
  }
  if (sums.leftAlone === 0) return `${back}.`;
  return `${back}, and ${formats.count(sums.leftAlone)} ${agree(sums.leftAlone, 'was', 'were')} there already.`;
}

function undoTitle(done: number, sums: ResultSums, what: string): string {
  const out = `${what} ${agree(done, 'was', 'were')} taken out again`;
  if (sums.failed > 0) return `${out}. ${formats.count(sums.failed)} could not be; here is why.`;
  if (sums.leftAlone === 0) return `${out}.`;
  return `${out}; ${formats.count(sums.leftAlone)} ${agree(sums.leftAlone, 'stays', 'stay')}: changed since.`;
}

export function stateWords(kind: 'restore' | 'undo', item: RestoredItem): string {
  switch (item.state) {
    case 'equal':
      if (kind === 'undo') return 'Taken out';
      if (item.fromBin) return 'From the bin, equal';
      return item.outcome === 'make-again' ? 'Restored, equal' : 'Moved back, equal';
    case 'differs':
      if (kind === 'undo') return 'Taken out';
      if (item.fromBin) return 'From the bin, see beside';
      return item.outcome === 'make-again' ? 'Restored, see beside' : 'Moved back, see beside';
    case 'left-alone':
      return 'Left alone';
    case 'failed':
      return 'Not written';
  }
}

const PROPERTY_WORDS: Readonly<Record<string, string>> = {
  subject: 'Subject',
  from: 'Sender',
  to: 'Recipients',
  cc: 'Cc',
  bcc: 'Bcc',
  'reply-to': 'Answers go to',
  received: 'Date received',
  sent: 'Date sent',
  read: 'Read state',
  draft: 'Draft',
  flag: 'Flag',
  due: 'Due date',
  importance: 'Importance',
  categories: 'Categories',
  body: 'Text',
  attachment: 'Attachment',
  attachments: 'Attachments',
  'transport-headers': 'Header lines of its way here',
  meeting: 'Invitation',
  smime: 'Signature or encryption',
  name: 'Name',
  'name-taken': 'Name',
  'short-folder': 'Name of its folder',
  created: 'Date created',
  modified: 'Date changed',
  content: 'Contents',
  notebook: 'Notebook',
  sharing: 'Sharing',
};

export function propertyWords(property: string): string {
  const known = PROPERTY_WORDS[property];
  if (known) return known;
  const spaced = property.replace(/[-_]+/g, ' ').replace(/([a-z])([A-Z])/g, '$1 $2');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1).toLowerCase();
}

/** Of properties that are so or not so. */
const STATE_WORDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  sharing: { true: 'shared', false: 'not shared again' },
  notebook: { true: 'a notebook', false: 'a folder of section files' },
};

interface DifferenceLine {
  property: string;
  count: number;
  /** The values, when all that differ in this differ alike or there is only one. */
  was: string | null;
  is: string | null;
}

/** What is not as it was, property by property, the commonest first. */
export function differenceLines(
  all: readonly { differences: readonly Difference[] }[],
): DifferenceLine[] {
  const lines = new Map<string, DifferenceLine>();
  for (const { differences } of all) {
    for (const { property, was, is } of differences) {
      const line = lines.get(property);
      const words = STATE_WORDS[property];
      const [before, now] = words ? [words[was] ?? was, words[is] ?? is] : [was, is];
      if (!line) lines.set(property, { property, count: 1, was: before, is: now });
      else {
        line.count++;
        if (line.was !== before || line.is !== now) {
          line.was = null;
          line.is = null;
        }
      }
    }
  }
  return [...lines.values()].sort((one, other) => other.count - one.count);
}
