import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openConversation } from '../shared/engine/conversation.ts';
import type { Engine } from '../shared/engine/engine.ts';
import { csvTranscript, jsonTranscript } from '../shared/export/chat-tables.ts';
import {
  htmlTranscript,
  type Transcript,
  type TranscriptEntry,
} from '../shared/export/chat-transcript.ts';
import { Fault } from '../shared/model/fault.ts';
import { type AccountId, asId, type JobId, type JournalId } from '../shared/model/ids.ts';
import type { JobProgress, RestoreProgress } from '../shared/model/job.ts';
import type { ConversationCount, PutBackUnit } from '../shared/model/put-back.ts';
import { SOURCES } from '../shared/sources/sources.ts';
import { openRepository } from './engine-parts.ts';
import { chooseSnapshot } from './engine-read.ts';
import type { PutBackArguments, TranscriptArguments } from './put-back-arguments.ts';

type Print = (line: unknown) => void;

const TELL_EVERY = 1_000;

/** How a job ends, told on the way. */
export type Follow = (engine: Engine, id: JobId) => Promise<JobProgress>;

/** One conversation as a file. Neither account nor network is needed. */
export async function transcript(
  folder: string,
  which: string,
  to: string,
  { chat, format, span, look }: TranscriptArguments,
  print: Print,
): Promise<number> {
  const repository = await openRepository(folder);
  const { containers } = await chooseSnapshot(repository, which);
  const chats = containers.filter(({ source }) => source === 'chats');
  const found = theOneCalled(chat, chats);
  const reading = { repository, loadSource: (name: keyof typeof SOURCES) => SOURCES[name]() };
  const conversation = await openConversation(reading, found, span);
  let messages = 0;
  async function* counted(): AsyncGenerator<TranscriptEntry, void> {
    for await (const entry of conversation.entries) {
      yield entry;
      messages += 1;
      if (messages % TELL_EVERY === 0) console.error(`${messages} messages`);
    }
  }
  const told: Transcript = { ...conversation, entries: counted() };
  await mkdir(path.dirname(to), { recursive: true });
  const written =
    format === 'html'
      ? htmlTranscript(told, look)
      : format === 'json'
        ? jsonTranscript(told)
        : csvTranscript(told);
  await pipeline(written, createWriteStream(to));
  print({ chat: found.id, name: found.name, messages, file: to });
  return 0;
}

/**
 * Puts a conversation or a part of it back, or tells what that would write. The line has the journal,
 * by which it is taken back. 0 when all of it was written or is there, 3 when something was not.
 */
export async function putBack(
  engine: Engine,
  account: AccountId,
  { chat, way, span, isDryRun }: PutBackArguments,
  follow: Follow,
  print: Print,
): Promise<number> {
  const { id, name } = theOneCalled(chat, await engine.listChats(account));
  const container = { account, source: 'chats', id } as const;
  const selection = { container, rows: null, span };
  let count: ConversationCount | null = null;
  for await (const told of engine.watchCount(selection)) count = told;
  const plan = await engine.planPutBack(selection, way);
  if (isDryRun) {
    const { messages = 0, pictures = 0, files = 0 } = count ?? {};
    const units = plan.units.map(unitOf);
    print({ chat: id, name, as: way.kind, messages, pictures, files, units });
    return plan.units.some(({ planned }) => planned.outcome === 'cannot') ? 3 : 0;
  }
  return told(await follow(engine, await engine.startPutBack(plan.id, [])), print);
}

/** Takes back what a restore did, of mail, files or chats. */
export async function undo(
  engine: Engine,
  which: string,
  follow: Follow,
  print: Print,
): Promise<number> {
  const entries = await engine.listJournal(1_000);
  const entry =
    which === 'latest'
      ? entries.find(({ canUndo }) => canUndo)
      : entries.find(({ id }) => id === asId<JournalId>(which));
  if (entry === undefined) throw new Fault('not-found', 'there is nothing to take back');
  return told(await follow(engine, await engine.startUndo(entry.id)), print);
}

function told(last: JobProgress, print: Print): number {
  if (last.kind === 'backup' || last.result === null) return 1;
  print({ journal: last.journal, ...last.result });
  return isComplete(last) ? 0 : 3;
}

function isComplete({ failed, result }: RestoreProgress): boolean {
  return failed === 0 && result?.stopped === false;
}

/** Without the row of the catalog, which says nothing to anybody outside. */
function unitOf({ planned, messages, html, leftOut }: PutBackUnit) {
  const { row, outcome, sendBytes, reason, willDiffer } = planned;
  return {
    name: row.subject,
    outcome,
    messages,
    sendBytes,
    ...(reason === null ? {} : { reason }),
    ...(willDiffer.length === 0 ? {} : { willDiffer }),
    ...(html === null ? {} : { html }),
    leftOut,
  };
}

/** By its id, or by its name where only one is called so. */
function theOneCalled<Chat extends { id: string; name: string }>(
  text: string,
  chats: readonly Chat[],
): Chat {
  const wanted = text.toLocaleLowerCase();
  const byId = chats.find(({ id }) => id === text);
  const called = chats.filter(({ name }) => name.toLocaleLowerCase() === wanted);
  const found = byId ?? called[0];
  if (found === undefined) throw new Fault('not-found', 'no chat is called that');
  if (byId === undefined && called.length > 1) {
    throw new Fault('conflict', `${called.length} chats are called that; name one by its id`);
  }
  return found;
}
