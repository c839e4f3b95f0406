import { isJson, type Json } from './answer.ts';
import { fromBase64 } from './base64.ts';
import { chatAction } from './chats/control-routes.ts';
import type { SimulatedChats } from './chats/simulated-chats.ts';
import type { MailboxControl, SimpleMessage } from './control.ts';
import { driveAction } from './drive/control-routes.ts';
import type { SimulatedDrive } from './drive/simulated-drive.ts';
import { badRequest, GraphError } from './graph-error.ts';
import type { Disposal, Mailbox } from './mailbox.ts';
import { newestFirst } from './message-filter.ts';
import { readHeaders, readState } from './message-input.ts';
import { isoTime } from './message-json.ts';
import type { Recorder } from './recorder.ts';
import type { ShiftedClock } from './shifted-clock.ts';
import type { Grants } from './sign-in/grants.ts';
import { MANAGED_BLOCK_LIST, shortScopes } from './sign-in/scopes.ts';
import type { Folder, Message } from './store.ts';
import {
  checkPlan,
  type DeltaQuirks,
  type ItemTrouble,
  NO_QUIRKS,
  type Troubles,
} from './trouble.ts';

/** What the control endpoint works on; the simulator itself. */
export interface Controlled {
  readonly mailbox: Mailbox;
  readonly control: MailboxControl;
  readonly drive: SimulatedDrive;
  readonly chats: SimulatedChats;
  readonly troubles: Troubles;
  readonly recorder: Recorder;
  readonly clock: ShiftedClock;
  readonly signIn: { readonly grants: Grants };
  readonly tokens: { clear(): void };
  readonly graph: { latencyMs: number; hideRetryAfter: boolean };
  limits: boolean;
  report(): object;
  expireCursors(folder?: string): void;
}

type Action = (it: Controlled, body: Json, query: URLSearchParams) => unknown;

/** By method and path below `/simulator`; documented in docs/simulator.md. */
const ACTIONS: Readonly<Record<string, Action>> = {
  'GET /report': (it) => it.report(),
  'GET /folders': (it) => ({
    folders: [...it.mailbox.folders.values()].map((each) => folderOf(it, each)),
  }),
  'GET /messages': (it, _body, query) => ({ messages: listMessages(it, query) }),
  'POST /deliver': (it, body) => {
    const input = readMessage(body);
    return { id: idOf(it, it.control.deliver(input, textOr(body.folder, 'inbox'))) };
  },
  'POST /delete': (it, body) => {
    const disposal = readDisposal(body.disposal);
    const messages = selected(it, body);
    for (const message of messages) it.mailbox.delete(message, disposal);
    return { deleted: messages.length };
  },
  'POST /empty-deleted-items': (it) => ({ deleted: it.control.emptyDeletedItems() }),
  'POST /move': (it, body) => {
    const folder = it.mailbox.folder(textOr(body.to, ''));
    const messages = selected(it, body);
    for (const message of messages) it.mailbox.move(message, folder);
    return { moved: messages.length };
  },
  'POST /patch': (it, body) => {
    const state = readState(body);
    const messages = selected(it, body);
    for (const message of messages) it.control.patch(idOf(it, message), state);
    return { patched: messages.length };
  },
  'POST /expire': (it, body) => {
    it.expireCursors(typeof body.folder === 'string' ? body.folder : undefined);
    return {};
  },
  'POST /trouble': (it, body) => planTrouble(it, body),
  'POST /clock': (it, body) => {
    it.clock.advance(numberOr(body.advanceMs, 0));
    return { now: new Date(it.clock.now()).toISOString() };
  },
  'POST /sign-in': (it, body) => changeSignIn(it, body),
  'POST /record': (it, body) => {
    it.recorder.isOn = body.on !== false;
    if (body.clear === true) it.recorder.exchanges.length = 0;
    return { recording: it.recorder.isOn };
  },
};

/**
 * The control endpoint, `/simulator/…`: JSON in, JSON out. undefined: no such action.
 * A refusal has Graph's shape of errors, without being one of Graph's.
 */
export async function answerControl(
  it: Controlled,
  request: Request,
  body: Uint8Array<ArrayBuffer>,
): Promise<Response | undefined> {
  const url = new URL(request.url);
  const path = url.pathname.replace(/^\/simulator/, '');
  try {
    if (request.method === 'GET' && path === '/exchanges') {
      const headers = { 'Content-Type': 'application/x-ndjson' };
      return new Response(it.recorder.toLines(), { headers });
    }
    const type = request.headers.get('content-type') ?? '';
    if (request.method === 'POST' && path === '/deliver' && /^message\/rfc822/i.test(type)) {
      const folder = url.searchParams.get('folder') ?? 'inbox';
      return json({ id: idOf(it, await it.control.deliverEml(body, folder)) });
    }
    const name = `${request.method} ${path}`;
    const input = () => (body.length > 0 ? parse(body) : {});
    const onDrive = driveAction(it.drive, name, input);
    if (onDrive) return json(await onDrive);
    const onChats = chatAction(it.chats, name, input);
    if (onChats) return json(onChats);
    const action = ACTIONS[name];
    return action && json(action(it, input(), url.searchParams));
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    return json({ error: { code: error.code, message: error.message } }, error.status);
  }
}

function planTrouble(it: Controlled, body: Json): Json {
  const { troubles, graph } = it;
  if (body.clear === true) {
    troubles.clear();
    it.drive.troubles.clear();
    it.chats.troubles.clear();
    graph.hideRetryAfter = false;
    graph.latencyMs = 0;
    it.limits = true;
  }
  for (const plan of Array.isArray(body.plans) ? body.plans : []) troubles.plan(checkPlan(plan));
  if (isJson(body.plan)) troubles.plan(checkPlan(body.plan));
  if (isJson(body.random)) {
    const { seed, rate, statuses } = body.random;
    const list = Array.isArray(statuses) ? statuses.map(Number) : undefined;
    troubles.failAtRandom(numberOr(seed, 1), numberOr(rate, 0), list);
  }
  if (body.item !== undefined) {
    const kinds: readonly unknown[] = ['broken', 'ghost', 'no-mime', 'no-attachments', null];
    if (!kinds.includes(body.item)) throw badRequest('There is no such trouble with an item.');
    // One of the kinds, as was just checked.
    for (const message of selected(it, body))
      troubles.breakItem(message, body.item as ItemTrouble | null);
  }
  if (isJson(body.quirks)) {
    for (const [name, value] of Object.entries(body.quirks)) {
      const known = NO_QUIRKS[name as keyof DeltaQuirks];
      if (typeof known !== typeof value) throw badRequest(`There is no quirk '${name}'.`);
    }
    Object.assign(troubles.quirks, body.quirks);
  }
  if (typeof body.full === 'boolean') troubles.isFull = body.full;
  if (typeof body.limits === 'boolean') it.limits = body.limits;
  if (typeof body.hideRetryAfter === 'boolean') graph.hideRetryAfter = body.hideRetryAfter;
  if (typeof body.latencyMs === 'number') graph.latencyMs = body.latencyMs;
  if (typeof body.mostInlineBytes === 'number') troubles.mostInlineBytes = body.mostInlineBytes;
  return {};
}

/** `wall`: true for Microsoft's managed policy, false for none, or a list of scopes. */
function changeSignIn(it: Controlled, body: Json): Json {
  const { grants } = it.signIn;
  if (body.revoke === true) grants.revoke();
  if (body.revoke === true || body.expireTokens === true) it.tokens.clear();
  if (body.forgetConsents === true) grants.forgetConsents();
  if (body.wall !== undefined) {
    grants.blocked.clear();
    const list = Array.isArray(body.wall) ? shortScopes(body.wall.join(' ')) : MANAGED_BLOCK_LIST;
    if (body.wall !== false) for (const scope of list) grants.blocked.add(scope);
  }
  return { wall: [...grants.blocked] };
}

/** Messages by `id`, `ids`, or `subject` (and `folder`). Faults: 404 when a named one is missing. */
function selected(it: Controlled, body: Json): Message[] {
  const ids = Array.isArray(body.ids) ? body.ids : body.id === undefined ? [] : [body.id];
  if (ids.length > 0) return ids.map((id) => it.mailbox.message(String(id)));
  if (typeof body.subject !== 'string') throw badRequest('Name messages by id, ids or subject.');
  const folder = typeof body.folder === 'string' ? it.mailbox.folder(body.folder) : undefined;
  const found = [...it.mailbox.messages()].filter(
    (message) => (!folder || message.folder === folder) && message.content.subject === body.subject,
  );
  if (found.length === 0) throw new GraphError(404, 'NotFound', 'There is no such message.');
  return found;
}

function listMessages(it: Controlled, query: URLSearchParams): Json[] {
  const name = query.get('folder');
  const folder = name === null ? undefined : it.mailbox.folder(name);
  const subject = query.get('subject');
  return [...it.mailbox.messages()]
    .filter((message) => !folder || message.folder === folder)
    .filter((message) => subject === null || message.content.subject === subject)
    .sort(newestFirst)
    .slice(0, Number(query.get('top') ?? 100))
    .map((message) => messageOf(it, message));
}

function messageOf(it: Controlled, message: Message): Json {
  const { state, content } = message;
  return {
    id: idOf(it, message),
    folder: folderOf(it, message.folder),
    subject: content.subject,
    from: content.from,
    internetMessageId: content.internetMessageId,
    messageClass: content.messageClass,
    receivedDateTime: isoTime(state.receivedAt),
    sentDateTime: isoTime(state.sentAt),
    isRead: state.isRead,
    isDraft: state.isDraft,
    flag: state.flag.flagStatus,
    categories: state.categories,
    importance: state.importance,
    attachments: content.attachments.map(({ name, length }) => ({ name, length })),
  };
}

function folderOf(it: Controlled, folder: Folder): Json {
  const names: string[] = [];
  for (let at: Folder | null = folder; at?.parent; at = at.parent) names.unshift(at.displayName);
  return {
    id: it.mailbox.ids.folder(folder.serial),
    role: folder.role,
    path: names.join('/'),
    total: folder.present.size,
    unread: folder.unread,
  };
}

function readMessage(body: Json): SimpleMessage {
  const text = (name: string) => (typeof body[name] === 'string' ? String(body[name]) : undefined);
  const received = text('receivedDateTime');
  const input: SimpleMessage = { ...readState(body) };
  const person = isJson(body.from)
    ? { name: textOr(body.from.name, ''), address: textOr(body.from.address, '') }
    : undefined;
  const rest: { [Name in keyof SimpleMessage]: SimpleMessage[Name] | undefined } = {
    subject: text('subject'),
    text: text('text'),
    html: text('html'),
    internetMessageId: text('internetMessageId'),
    from: person,
    isDraft: body.isDraft === true,
    headers: body.headers === undefined ? undefined : readHeaders(body.headers),
    receivedAt: received === undefined ? undefined : Date.parse(received),
  };
  for (const [name, value] of Object.entries(rest)) {
    if (value !== undefined) Object.assign(input, { [name]: value });
  }
  if (Array.isArray(body.attachments)) {
    input.attachments = body.attachments.filter(isJson).map((each) => ({
      name: textOr(each.name, 'attachment.bin'),
      contentType: textOr(each.contentType, 'application/octet-stream'),
      bytes: fromBase64(textOr(each.contentBytes, '')) ?? new Uint8Array(0),
      ...(typeof each.contentId === 'string' ? { contentId: each.contentId } : {}),
    }));
  }
  return input;
}

function readDisposal(value: unknown): Disposal {
  if (value === undefined) return 'deleted-items';
  if (value === 'deleted-items' || value === 'recoverable' || value === 'gone') return value;
  throw badRequest("disposal is 'deleted-items', 'recoverable' or 'gone'.");
}

function parse(body: Uint8Array<ArrayBuffer>): Json {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(body));
  } catch {
    value = undefined;
  }
  if (!isJson(value)) throw badRequest('The body is not a JSON object.');
  return value;
}

function idOf(it: Controlled, message: Message): string {
  return it.mailbox.idOf(message, true);
}

function textOr(value: unknown, absent: string): string {
  return typeof value === 'string' ? value : absent;
}

function numberOr(value: unknown, absent: number): number {
  return typeof value === 'number' ? value : absent;
}

function json(value: unknown, status = 200): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
  });
}
