import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ChatToLoad } from '../shared/simulator/chats/load-chats.ts';
import { readGitter } from './chat-formats/gitter.ts';
import { readMattermost } from './chat-formats/mattermost.ts';
import { isRecord, list, type Parsed, parse } from './chat-formats/parsed.ts';
import { readSlack } from './chat-formats/slack.ts';
import { readTeams } from './chat-formats/teams.ts';

/** What our own format calls itself; docs/simulator.md has the rest. */
const OWN = 'holdfast-chats';

/**
 * All chats in the files below `directory`, whatever wrote them: our own format, tab-separated rooms
 * of Gitter, exports of Slack and Mattermost, answers of Graph. What is none of these is passed over.
 */
export async function* readChats(directory: string): AsyncGenerator<ChatToLoad, void> {
  const names = await readdir(directory);
  if (names.includes('users.json') && names.includes('channels.json')) {
    yield* readSlack(await slackExport(directory, names));
    return;
  }
  for (const name of names.sort()) {
    const file = path.join(directory, name);
    if ((await stat(file)).isDirectory()) yield* readChats(file);
    else if (/\.(tsv|json|jsonl)$/i.test(name)) yield* readFileOf(file);
  }
}

async function* readFileOf(file: string): AsyncGenerator<ChatToLoad, void> {
  const text = await readFile(file, 'utf8');
  const name = path.basename(file).replace(/\.\w+$/, '');
  if (/\.tsv$/i.test(file)) {
    const room = readGitter(text, name);
    if (room !== null) yield room;
    return;
  }
  const parsed = parse(text);
  if (isRecord(parsed) && parsed.format === OWN) {
    // Written by hand for the simulator: what is wrong with it fails where it is used.
    yield* list(parsed.chats) as unknown as ChatToLoad[];
    return;
  }
  const chat = readTeams(parsed, name);
  if (chat !== null) yield chat;
  else if (parsed === undefined) yield* readMattermost(text) ?? [];
}

async function slackExport(directory: string, names: readonly string[]) {
  const read = async (file: string) => parse(await readFile(file, 'utf8'));
  const days = new Map<string, Parsed[]>();
  for (const name of names) {
    const folder = path.join(directory, name);
    if (!(await stat(folder)).isDirectory()) continue;
    const files = (await readdir(folder)).filter((each) => each.endsWith('.json')).sort();
    const all = await Promise.all(files.map((each) => read(path.join(folder, each))));
    days.set(name, all as Parsed[]);
  }
  return { users: (await read(path.join(directory, 'users.json'))) as Parsed, days };
}
