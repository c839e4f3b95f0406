import { composeDay } from '../export/chat-mail.ts';
import { composePosts, type Post } from '../export/chat-post.ts';
import { Fault } from '../model/fault.ts';
import { type AccountId, asId, type ContainerId, type ItemId } from '../model/ids.ts';
import type { ContainerInfo, ContainerKey, ItemRow } from '../model/item.ts';
import type { PutBackSelection, PutBackWay } from '../model/put-back.ts';
import { SOURCE_SCOPES } from '../model/sources.ts';
import { channelIn } from '../sources/chats/channel-calls.ts';
import { makePost, POST_SCOPES, planPost, undoPost } from '../sources/chats/post.ts';
import { placeFile, planFile, undoFile } from '../sources/chats/put-files.ts';
import { HISTORY, makeDay, planDay, undoDay } from '../sources/chats/put-mail.ts';
import type { RestorableItem, RestoreContext } from '../sources/restoring.ts';
import type { Source } from '../sources/source.ts';
import { refOf } from './catalog-rows.ts';
import { ChatEntries, chosenRows } from './chat-entries.ts';
import type { BundledItem, ChosenItem, ChosenItems } from './choose-items.ts';
import type { Journal } from './journal.ts';
import { memoryParts } from './memory-parts.ts';
import { openFile } from './put-back-file.ts';
import { EarlierDays, unitId } from './put-back-units.ts';
import type { ReadingParts } from './reading.ts';
import type { Way } from './restore-plan.ts';

/** More at once would be a log and no word to others, which Teams' terms do not allow. */
const MOST_POSTS = 20;
/** Stands for the folder in the drive. */
const FOLDER = asId<ContainerId>('holdfast-chat-files');

export type PutBackParts = ReadingParts & { journal: Journal };

/** What of a source changes with the way it is put back. */
type Writer = Pick<Source, 'scopes' | 'planRestore' | 'restore' | 'undo'>;

const WRITERS: Readonly<Record<PutBackWay['kind'], Writer>> = {
  post: {
    scopes: { read: SOURCE_SCOPES.chats.read, write: POST_SCOPES },
    planRestore: planPost,
    restore: makePost,
    undo: undoPost,
  },
  files: {
    scopes: SOURCE_SCOPES.drive,
    planRestore: planFile,
    restore: placeFile,
    undo: undoFile,
  },
  mail: { scopes: SOURCE_SCOPES.mail, planRestore: planDay, restore: makeDay, undo: undoDay },
};

/** The source, as it writes by this way. */
export function writerFor(source: Source, way: PutBackWay): Source {
  return { ...source, ...WRITERS[way.kind] };
}

/** How the units of this way are opened, and where they go. */
export function wayOf(parts: PutBackParts, account: AccountId, way: PutBackWay): Way {
  const unit = async (item: ChosenItem) => (await openUnit(parts, account, way, item)).item;
  switch (way.kind) {
    case 'post':
      return { open: unit, place: { isKept: (id) => parts.journal.hasMade(id) }, atOnce: 1 };
    case 'files':
      return {
        open: unit,
        place: { ...placeOf(folderNamed(way.folder)), newFolder: FOLDER },
        atOnce: 4,
      };
    case 'mail': {
      const days = new EarlierDays(() => parts.journal.madeBy('mail', account));
      return {
        open: (item) => {
          days.note(item);
          return unit(item);
        },
        place: { ...placeOf(HISTORY), earlierOf: (id) => days.of(id) },
        atOnce: 2,
      };
    }
  }
}

/** What is there already under an id of its own was made by us as well as by anybody. */
function placeOf(folder: ContainerInfo): Partial<RestoreContext> {
  return { ancestry: (id) => (id === folder.id ? [folder] : []), isKept: () => false };
}

function folderNamed(name: string): ContainerInfo {
  return { id: FOLDER, parent: null, name, role: null, hidden: false, reportedCount: null };
}

/** The units a selection makes: posts, files or days. Faults: `not-found`, `too-large`, `unsupported`. */
export async function chooseUnits(
  parts: PutBackParts,
  selection: PutBackSelection,
  way: PutBackWay,
): Promise<ChosenItems> {
  const { account, source } = selection.container;
  // It would need another right, and is not built.
  if (way.kind === 'post' && channelIn(selection.container.id) !== null) {
    throw new Fault('unsupported', 'nothing is posted into channels');
  }
  const rows = chosenRows(parts.catalog, selection);
  const entries = await ChatEntries.open(parts, selection.container);
  const items =
    way.kind === 'post'
      ? await postsOf(parts, entries, rows, way)
      : way.kind === 'files'
        ? await filesOf(parts, entries, rows)
        : daysOf(parts, entries.title, rows, way);
  if (items.length === 0) throw new Fault('not-found', 'there is nothing to put back');
  return { account, source, items, asOf: null, isWhole: false };
}

async function postsOf(
  parts: PutBackParts,
  entries: ChatEntries,
  rows: readonly ItemRow[],
  { look }: Extract<PutBackWay, { kind: 'post' }>,
): Promise<ChosenItem[]> {
  const said = rows.filter(({ chat }) => chat === 'message');
  const [first] = said;
  if (first === undefined) return [];
  const refs = said.map(({ row }) => refOf(parts.catalog, row));
  const shown = await Promise.all(refs.map((ref) => entries.entry(ref)));
  const made = await composePosts(shown, { ...look, ownId: ownId(first.account) });
  if (made.length > MOST_POSTS) throw new Fault('too-large', `more than ${MOST_POSTS} posts`);
  let at = 0;
  return made.map(({ count }) => {
    const some = said.slice(at, at + count);
    const bundle = refs.slice(at, at + count).map((ref) => ({ ref }));
    at += count;
    return unitOf('post', some, bundle, titleOf(some));
  });
}

async function filesOf(
  parts: PutBackParts,
  entries: ChatEntries,
  rows: readonly ItemRow[],
): Promise<ChosenItem[]> {
  const files = new Map<string, ChosenItem>();
  for (const row of rows) {
    if (!row.hasAttachments) continue;
    const ref = refOf(parts.catalog, row.row);
    const { view } = await entries.entry(ref);
    for (const { index, url } of view.links) {
      const file = view.attachments.find((each) => each.index === index);
      if (file === undefined) continue;
      const known = files.get(url);
      // Shared twice, it is one file; of a link alone nothing is kept.
      if (known !== undefined && (!file.stored || known.row.whole)) continue;
      const itemId = asId<ItemId>(`file ${url}`);
      const named = { ...row, itemId, subject: file.name || row.subject, whole: file.stored };
      files.set(url, { row: named, ref, bundle: [{ ref, content: index }] });
    }
  }
  return [...files.values()];
}

function daysOf(
  parts: PutBackParts,
  title: string,
  rows: readonly ItemRow[],
  { look }: Extract<PutBackWay, { kind: 'mail' }>,
): ChosenItem[] {
  const style = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const format = new Intl.DateTimeFormat('en-CA', { ...style, timeZone: look.timeZone });
  const days = new Map<string, ItemRow[]>();
  for (const row of rows) {
    const day = format.format(new Date(row.date));
    const known = days.get(day);
    if (known === undefined) days.set(day, [row]);
    else known.push(row);
  }
  const named = new Intl.DateTimeFormat(look.locale, {
    dateStyle: 'full',
    timeZone: look.timeZone,
  });
  return [...days.values()].map((some) => {
    const bundle = some.map(({ row }) => ({ ref: refOf(parts.catalog, row) }));
    const day = named.format(new Date(some[0]?.date ?? 0));
    return unitOf('mail', some, bundle, title === '' ? day : `${title} – ${day}`);
  });
}

/** Named by all that is in it, in the state it is in: only the same again is the same unit. */
function unitOf(
  kind: PutBackWay['kind'],
  rows: readonly ItemRow[],
  bundle: BundledItem[],
  subject: string,
): ChosenItem {
  const [row] = rows;
  const [first] = bundle;
  if (row === undefined || first === undefined) throw new Fault('unexpected', 'a unit of nothing');
  const itemId = unitId(kind, row.itemId, bundle);
  return { row: { ...row, itemId, subject }, ref: first.ref, bundle };
}

function titleOf(rows: readonly ItemRow[]): string {
  const [row] = rows;
  if (rows.length === 1 && row !== undefined) return row.subject || row.preview;
  return `${rows.length} messages`;
}

export interface OpenedUnit {
  item: RestorableItem;
  post: Post | null;
  leftOut: string[];
}

/** What is written of a unit. */
export async function openUnit(
  parts: PutBackParts,
  account: AccountId,
  way: PutBackWay,
  { row, ref, bundle = [] }: ChosenItem,
): Promise<OpenedUnit> {
  const chat: ContainerKey = { account, source: ref.source, id: ref.container };
  const item = { itemId: row.itemId, whole: true, label: row.subject };
  if (way.kind === 'files') {
    const { meta, parts: stored } = await openFile(parts, bundle[0] ?? { ref }, row);
    return { item: { ...item, container: FOLDER, meta, parts: stored }, post: null, leftOut: [] };
  }
  const chats = await ChatEntries.open(parts, chat);
  const entries = [];
  for (const each of bundle) entries.push(await chats.entry(each.ref));
  if (way.kind === 'post') {
    const [post] = await composePosts(entries, { ...way.look, ownId: ownId(account) });
    if (post === undefined) throw new Fault('unreadable', 'nothing to post');
    const pictureTypes = post.pictures.map(({ type }) => type);
    const meta = { chat: chat.id, html: post.html, pictureTypes };
    const kept = memoryParts(post.pictures.map(({ bytes }) => ({ role: 'attachment', bytes })));
    return {
      item: { ...item, container: chat.id, meta, parts: kept },
      post,
      leftOut: post.leftOut,
    };
  }
  const { title, members } = chats;
  const placed = parts.journal.placedFiles();
  const mail = await composeDay(entries, { ...way.look, chat: chat.id, title, members, placed });
  const { mailOf } = await import('./put-back-mail.ts');
  const made = await mailOf(mail, entries);
  return { item: { ...item, container: HISTORY.id, ...made }, post: null, leftOut: mail.leftOut };
}

/** Who one is among the writers is in the account's id. */
function ownId(account: AccountId): string {
  return account.split('.')[0] ?? '';
}
