import * as v from 'valibot';
import { type Fault, toFault } from '../../shared/model/fault.ts';
import type { AccountId, ContainerId, ItemId } from '../../shared/model/ids.ts';
import type { SignIn } from '../../shared/model/platform.ts';
import type { EngineApi, EngineStatus } from '../../shared/rpc/protocol.ts';
import { type AnswerTo, type Ask, type AskOf, AskSchema, type Place } from '../outlook/protocol.ts';
import { findMarks } from './outlook-marks.ts';
import { findPlace, type KnownPlace } from './outlook-place.ts';
import {
  findVanished,
  planFor,
  readJob,
  sentenceFor,
  toGoneRows,
  undoOf,
} from './outlook-restore.ts';
import { overlayTab, type Sender } from './outlook-sender.ts';
import { lookAt } from './outlook-sight.ts';

/** What the desk needs of the background. */
export interface DeskParts {
  /** `chrome.runtime.id`. */
  ownId: string;
  /** The engine; waits until it is there. Faults: `unsupported`, `unexpected`. */
  engine(): Promise<EngineApi>;
  signIns(): Promise<readonly SignIn[]>;
  /** Opens Microsoft's window for the right to write mail. Faults as `Platform.signIn`. */
  allowWriting(account: AccountId): Promise<void>;
  /** A message's immutable id for the one the page has; null when Microsoft does not say. */
  immutableId(account: AccountId, id: string): Promise<ItemId | null>;
  /** Opens Holdfast there. */
  open(target: OpenTarget): Promise<void>;
  /** Whether the person has folded the strip; folded before anything was chosen. */
  readFolded(): Promise<boolean>;
  writeFolded(folded: boolean): Promise<void>;
  /** What of Outlook's page could not be found in this tab; the popup tells. */
  noteMissing(tab: number, anchors: readonly string[]): void;
  /** For the log: codes and counts, never contents or addresses. */
  report(what: string): void;
}

export interface OpenTarget {
  account: AccountId;
  folder: ContainerId | null;
  /** The newest row of the conversation. */
  row: number | null;
}

export interface Desk {
  /** The answer to what the overlay asks; undefined when it is not the overlay that speaks. */
  answer(message: unknown, sender: Sender): Promise<unknown> | undefined;
}

type Answers = {
  [Kind in Ask['ask']]: (ask: AskOf<Kind>, tab: number) => Promise<AnswerTo<Kind>>;
};

const GONE_PAGE = 100;

/**
 * The end of the overlay that knows things. It keeps nothing between two asks: what the page says is
 * a hint, and each time what is kept and Microsoft decide what is shown and restored.
 */
export function createDesk(parts: DeskParts): Desk {
  async function at(place: Place): Promise<{ engine: EngineApi; known: KnownPlace | null }> {
    const engine = await parts.engine();
    const [status, signIns] = await Promise.all([readStatus(engine), parts.signIns()]);
    const known = await findPlace({ ...parts, engine, status, signIns }, place);
    return { engine, known };
  }

  async function known(place: Place): Promise<{ engine: EngineApi; known: KnownPlace }> {
    const found = await at(place);
    if (found.known === null) throw NOT_OURS;
    return { engine: found.engine, known: found.known };
  }

  const answers: Answers = {
    async look({ place }) {
      const [engine, signIns, folded] = await Promise.all([
        parts.engine(),
        parts.signIns(),
        parts.readFolded(),
      ]);
      const status = await readStatus(engine);
      return lookAt({ ...parts, engine, status, signIns }, place, folded);
    },

    async gone({ place, after }) {
      const { engine, known: here } = await known(place);
      const { account, folder } = here;
      if (folder === null) return { total: 0, rows: [], next: null };
      const key = { account: account.id, source: 'mail', id: folder.id } as const;
      const page = await engine.listGone(key, after, GONE_PAGE);
      const rows = await toGoneRows(engine, here, page.rows);
      return { total: page.total, rows, next: page.next };
    },

    async vanished({ place, conversation }) {
      const { engine, known: here } = await known({ ...place, conversation, item: null });
      return { rows: await findVanished(engine, here) };
    },

    async marks({ place, conversations }) {
      const { engine, known: here } = await known({ ...place, conversation: null, item: null });
      return findMarks(engine, here, conversations);
    },

    async restore(ask) {
      const { engine, known: here } = await known(ask.place);
      const plan = await planFor(engine, here, ask);
      if (plan.account !== here.account.id) throw NOT_OURS;
      if (plan.scopesMissing.length > 0) return { consent: true };
      const options = { except: ask.except, moveFromElsewhere: false, intoNewFolder: null };
      const job = await engine.startRestore(plan.id, options);
      return { job, total: plan.items.length - ask.except.length };
    },

    async allow({ place }) {
      const { known: here } = await known(place);
      await parts.allowWriting(here.account.id);
      return { allowed: true };
    },

    async progress({ place, job }) {
      const { engine, known: here } = await known(place);
      return readJob(engine, here, job);
    },

    async undo({ place, journal }) {
      const { engine, known: here } = await known(place);
      return undoOf(engine, here, journal);
    },

    async open({ place }) {
      const { known: here } = await known(place);
      const { account, folder, conversation } = here;
      const row = conversation.at(-1)?.row ?? null;
      await parts.open({ account: account.id, folder: folder?.id ?? null, row });
      return { opened: true };
    },

    async fold({ folded }) {
      await parts.writeFolded(folded);
      return { noted: true };
    },

    async missing({ anchors }, tab) {
      parts.noteMissing(tab, anchors);
      return { noted: true };
    },
  };

  async function answerTo<Kind extends Ask['ask']>(ask: AskOf<Kind>, tab: number) {
    try {
      return await answers[ask.ask as Kind](ask, tab);
    } catch (error) {
      if (error === NOT_OURS) return { trouble: 'This mailbox is not kept by Holdfast.' };
      const fault: Fault = toFault(error);
      // Codes only: a message may hold what Microsoft said of a mailbox.
      parts.report(`overlay ${ask.ask}: ${fault.code}`);
      return { trouble: troubleFor(fault, ask.ask) };
    }
  }

  return {
    answer(message, sender) {
      const tab = overlayTab(sender, parts.ownId);
      if (tab === null) return undefined;
      const parsed = v.safeParse(AskSchema, message);
      if (!parsed.success) return undefined;
      return answerTo(parsed.output as AskOf<Ask['ask']>, tab);
    },
  };
}

const NOT_OURS = Symbol('the place is of no account of ours');

function troubleFor({ code }: Fault, asked: Ask['ask']): string {
  if (code === 'conflict' && asked === 'undo') {
    return 'It was taken back already, or another restore is under way.';
  }
  if (code === 'conflict') return 'Another restore is under way. Try again when it is done.';
  if (code === 'forbidden' || code === 'not-found') {
    return 'What is kept has been put in order anew. Close this and open it again.';
  }
  return sentenceFor(code);
}

async function readStatus(engine: Pick<EngineApi, 'watchStatus'>): Promise<EngineStatus> {
  for await (const status of engine.watchStatus()) return status;
  throw NOT_OURS;
}
