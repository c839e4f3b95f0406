import type { Attachment, Body, Header, MessageContent, MessageState, Person } from '../content.ts';
import type { Mailbox } from '../mailbox.ts';
import { renderMime } from '../mime.ts';
import type { Folder } from '../store.ts';
import { type BodyPlan, inventBody } from './bodies.ts';
import { inventFile, type SeededFile, withBytes } from './files.ts';
import { inventPeople, pickSender } from './people.ts';
import { LANGUAGE_MIX, type Phrases } from './phrases.ts';
import { inventPicture } from './pictures.ts';
import { between, pick, type Random, seededRandom } from './random.ts';

export interface SeedOptions {
  seed: number;
  messages: number;
  owner: Person;
  /** Share of messages with attachments that are not inline. Default 0.25. */
  attachmentShare?: number;
  /** Every body has about this many characters. Default: as people write. */
  bodyLength?: number;
  /** Every attached file has about this many bytes. Default: 4 KB to 6 MB, mostly small. */
  fileBytes?: number;
}

/** Contents that are kept, as one request looks at a message several times. */
const CONTENTS_KEPT = 200;
const DAY_MS = 24 * 60 * 60 * 1000;
const CATEGORIES = ['Blue category', 'Red category', 'Tax 2026', 'Privat', 'Follow up'] as const;

/** A person's own folders, by path below a well-known one, and their share of all messages. */
const OWN_FOLDERS: readonly [parent: string, path: string, share: number][] = [
  ['inbox', 'Clients', 0.02],
  ['inbox', 'Clients/Harbour Street 14', 0.05],
  ['inbox', 'Clients/Nordbau: Außenanlagen', 0.04],
  ['inbox', 'Newsletters', 0.06],
  ['msgfolderroot', 'Projekte', 0],
  ['msgfolderroot', 'Projekte/2025', 0.03],
  ['msgfolderroot', 'Projekte/2026', 0.03],
  ['msgfolderroot', 'Famille & amis', 0.02],
  ['msgfolderroot', '家族', 0.01],
  ['archive', '2024', 0.05],
  ['msgfolderroot', 'To sort', 0],
];
const WELL_KNOWN_SHARES: readonly [role: string, share: number][] = [
  ['inbox', 0.4],
  ['sentitems', 0.15],
  ['archive', 0.08],
  ['deleteditems', 0.025],
  ['junkemail', 0.02],
  ['drafts', 0.005],
  ['recoverableitemsdeletions', 0.01],
];

interface World {
  options: SeedOptions;
  people: [Person, ...Person[]];
  now: number;
  recent: Map<number, MessageContent>;
}

/**
 * Fills a mailbox with an invented life. Which message is in which folder and in what state is
 * decided at once; what it says is made again from the seed each time somebody looks, so that
 * 100,000 messages take little memory.
 */
export function seedMailbox(mailbox: Mailbox, options: SeedOptions): void {
  const { seed, messages: count } = options;
  const random = seededRandom(seed, 'world');
  const world: World = {
    options,
    people: inventPeople(random, 40),
    now: mailbox.now,
    recent: new Map(),
  };
  const places = makeFolders(mailbox);
  // Oldest first; a person gets more mail than they used to.
  for (let at = 0; at < count; at += 1) {
    const age = (1 - (at + 1) / count) ** 2 * 900 * DAY_MS;
    const receivedAt = Math.floor((world.now - age - random() * 3_600_000) / 1000) * 1000;
    const folder = pickPlace(random, places);
    const state = inventState(random, folder, receivedAt, world.now);
    mailbox.add(folder, {
      content: () => recentContent(world, at, folder.role, state),
      state,
      internetMessageId: messageId(seed, at, state.isDraft),
      conversation: threadOf(seed, rootOf(seededRandom(seed, 'message', at), at)),
    });
  }
}

function makeFolders(mailbox: Mailbox): { folder: Folder; share: number }[] {
  const own = OWN_FOLDERS.map(([parent, path, share]) => {
    let folder = mailbox.role(parent);
    for (const name of path.split('/')) {
      const known = mailbox.childrenOf(folder).find(({ displayName }) => displayName === name);
      folder = known ?? mailbox.addFolder(name, folder);
    }
    return { folder, share };
  });
  const root = mailbox.role('msgfolderroot');
  mailbox.addFolder('TeamsMessagesData', root, { isHidden: true });
  mailbox.addSearchFolder('Unread Mail', {
    filterQuery: 'isRead eq false',
    includeNestedFolders: false,
    sourceFolders: [mailbox.role('inbox')],
  });
  const wellKnown = WELL_KNOWN_SHARES.map(([role, share]) => ({
    folder: mailbox.role(role),
    share,
  }));
  return [...wellKnown, ...own];
}

function pickPlace(random: Random, places: readonly { folder: Folder; share: number }[]): Folder {
  let luck = random() * places.reduce((sum, { share }) => sum + share, 0);
  for (const { folder, share } of places) {
    luck -= share;
    if (luck < 0) return folder;
  }
  return (places[0] as { folder: Folder }).folder;
}

function inventState(
  random: Random,
  folder: Folder,
  receivedAt: number,
  now: number,
): Partial<MessageState> {
  const isDraft = folder.role === 'drafts';
  const isNew = now - receivedAt < 10 * DAY_MS;
  const isMine = isDraft || folder.role === 'sentitems';
  const state: Partial<MessageState> = {
    isDraft,
    isRead: isMine || random() > (isNew ? 0.4 : 0.03),
    receivedAt,
    sentAt: receivedAt - between(random, 1, 90) * 1000,
    createdAt: receivedAt,
    modifiedAt: receivedAt,
    inferenceClassification: random() < 0.3 ? 'other' : 'focused',
  };
  if (random() < 0.05) state.flag = { flagStatus: random() < 0.3 ? 'complete' : 'flagged' };
  if (random() < 0.08) state.categories = [pick(random, CATEGORIES)];
  if (random() < 0.04) state.importance = 'high';
  return state;
}

function recentContent(
  world: World,
  at: number,
  role: string | null,
  state: Partial<MessageState>,
): MessageContent {
  const known = world.recent.get(at);
  if (known) return known;
  const content = inventContent(world, at, role, state);
  world.recent.set(at, content);
  for (const oldest of world.recent.keys()) {
    if (world.recent.size <= CONTENTS_KEPT) break;
    world.recent.delete(oldest);
  }
  return content;
}

/** What message number `at` says: always the same for a seed. */
function inventContent(
  world: World,
  at: number,
  role: string | null,
  state: Partial<MessageState>,
  hasAttachments = true,
): MessageContent {
  const { options, people } = world;
  const random = seededRandom(options.seed, 'message', at);
  const root = rootOf(random, at);
  const phrases = pick(seededRandom(options.seed, 'thread', root), LANGUAGE_MIX);
  const isMine = role === 'sentitems' || role === 'drafts';
  const isNews = !isMine && random() < 0.18;
  const other = isNews ? pickSender(random) : pick(random, people);
  const from = isMine ? options.owner : other;
  const to = isMine ? [other] : [options.owner];
  const cc = random() < 0.2 ? [pick(random, people)] : [];
  const attachments = hasAttachments ? inventAttachments(random, world, at, isNews) : [];
  const kind = isNews ? 'newsletter' : random() < 0.25 ? 'text' : 'html';
  const pictures = attachments.flatMap(({ contentId }) => contentId ?? []);
  const bodySeed = between(random, 0, 2 ** 30);
  const plan: BodyPlan = {
    kind: pictures.length > 0 ? 'html' : kind,
    phrases,
    from,
    pictures,
    about: options.bodyLength,
  };
  const internetMessageId = messageId(options.seed, at, state.isDraft);
  const isSecret = at % 500 === 499;
  let body: Body | undefined;
  return {
    subject: subjectOf(options.seed, root, root !== at, phrases),
    from,
    sender: from,
    to,
    cc,
    bcc: [],
    replyTo: isNews ? [{ name: 'Replies', address: `reply@${from.address.split('@')[1]}` }] : [],
    internetMessageId,
    conversation: threadOf(options.seed, root),
    headers: isMine ? [] : headersOf(options, at, internetMessageId, state.receivedAt ?? world.now),
    messageClass: isSecret ? 'IPM.Note.SMIME' : 'IPM.Note',
    body: () => {
      body ??= isSecret
        ? { contentType: 'text', content: '' }
        : inventBody(seededRandom(options.seed, 'body', bodySeed), plan);
      return body;
    },
    attachments:
      isSecret && hasAttachments ? [secretPart(options.seed, at, world.now)] : attachments,
  };
}

/** A third of all messages answer one of the forty before them. `random`: the message's, unused. */
function rootOf(random: Random, at: number): number {
  return random() < 0.35 ? Math.max(0, at - between(random, 1, 40)) : at;
}

function threadOf(seed: number, root: number): string {
  return `thread-${seed}-${root}`;
}

/** Drafts have none yet. */
function messageId(seed: number, at: number, isDraft: boolean | undefined): string {
  return isDraft ? '' : `<${seed}.${at.toString(36)}@mail.example.net>`;
}

function subjectOf(seed: number, root: number, isAnswer: boolean, phrases: Phrases): string {
  const random = seededRandom(seed, 'subject', root);
  const subject = pick(random, phrases.subjects);
  // Now and then somebody writes none.
  if (!isAnswer && random() < 0.01) return '';
  return isAnswer ? `${phrases.language === 'de' ? 'AW' : 'Re'}: ${subject}` : subject;
}

function headersOf(
  options: SeedOptions,
  at: number,
  internetMessageId: string,
  receivedAt: number,
): Header[] {
  const date = new Date(receivedAt).toUTCString().replace('GMT', '+0000');
  return [
    {
      name: 'Received',
      value: `from mail-${at % 7}.example.net (2001:db8::${(at % 4096).toString(16)}) by mx.example.com with ESMTPS; ${date}`,
    },
    { name: 'Authentication-Results', value: 'spf=pass; dkim=pass; dmarc=pass' },
    { name: 'Message-ID', value: internetMessageId },
    { name: 'X-Simulated-Seed', value: String(options.seed) },
  ];
}

function inventAttachments(
  random: Random,
  world: World,
  at: number,
  isNews: boolean,
): Attachment[] {
  const { options } = world;
  const share = options.attachmentShare ?? 0.25;
  const files: Attachment[] = [];
  const add = (file: SeededFile, rest: Partial<Attachment> = {}) => {
    files.push({
      key: files.length + 1,
      kind: 'file',
      name: file.name,
      contentType: file.contentType,
      isInline: false,
      contentId: null,
      contentLocation: null,
      length: file.length,
      bytes: file.bytes,
      modifiedAt: world.now,
      ...rest,
    });
  };
  if (!isNews && random() < 0.06) {
    const contentId = `image001.png@${at.toString(16).padStart(8, '0')}`;
    const picture = inventPicture(random);
    add(withBytes('image001.png', 'image/png', picture), { isInline: true, contentId });
  }
  if (random() < share) {
    const count = random() < 0.75 ? 1 : between(random, 2, 4);
    for (let each = 0; each < count; each += 1) {
      add(inventFile(random, options.seed * 100_003 + at, options.fileBytes));
    }
    if (random() < 0.03) forwarded(world, at, add);
    if (random() < 0.02) {
      const link = withBytes(
        'Plan in the cloud.docx',
        'application/octet-stream',
        new Uint8Array(0),
      );
      add(link, { kind: 'reference' });
    }
  }
  return files;
}

/** A whole message as an attachment. */
function forwarded(
  world: World,
  at: number,
  add: (file: SeededFile, rest: Partial<Attachment>) => void,
): void {
  // A forwarded message brings none along, or it could bring itself.
  const inner = (): MessageContent => ({
    ...inventContent(world, Math.max(0, at - 1000), null, { isDraft: false }, false),
    messageClass: 'IPM.Note',
  });
  const content = inner();
  const mime = renderMime(content, { sentAt: world.now }, '_forwarded_');
  add(withBytes(content.subject || 'Forwarded message', 'message/rfc822', mime), {
    kind: 'item',
    item: inner,
  });
}

/** The one part of an encrypted message. */
function secretPart(seed: number, at: number, now: number): Attachment {
  const { length, bytes } = inventFile(seededRandom(seed, 'secret', at), seed, 9000);
  return {
    key: 1,
    kind: 'file',
    name: 'smime.p7m',
    contentType: 'application/pkcs7-mime',
    isInline: false,
    contentId: null,
    contentLocation: null,
    length,
    bytes,
    modifiedAt: now,
  };
}
