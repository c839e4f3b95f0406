import { type GraphAnswer, type GraphCall, isJson, type Json } from '../answer.ts';
import { jsonBody, parameter } from '../body-json.ts';
import { GraphError, NoRouteError } from '../graph-error.ts';
import { contextOf } from '../message-read.ts';
import type { Route } from '../route.ts';
import { type Random, seededGuid, seededRandom } from '../seed/random.ts';
import { checkDrive, itemContext, shown } from './answers.ts';
import { accessDenied, invalidRequest, itemNotFound, nameExists, quotaReached } from './errors.ts';
import { bytesContent, type FileContent, joinedContent } from './file-content.ts';
import type { ClientDates, DriveItem } from './item.ts';
import { type DriveParts, itemJson } from './item-json.ts';
import { checkName } from './names.ts';
import { locatePlace } from './path.ts';
import { checkDriveOptions, driveOption } from './query.ts';
import {
  CONFLICT,
  type Conflict,
  checkLocked,
  checkMatch,
  type Intake,
  readConflict,
  readDates,
  storeFile,
} from './store-file.ts';

/** Every fragment but the last is a multiple of this. */
const FRAGMENT_BYTES = 327_680;
const MOST_FRAGMENT_BYTES = 60 * 1024 * 1024;
/** As recorded; each fragment begins it anew. The address itself lives for a day. */
const LIFETIME_MS = 15 * 60 * 1000;

interface Session {
  parent: DriveItem;
  name: string;
  conflict: Conflict;
  ids: { id: string; guid: string };
  /** The item to replace, and how it was when the session began. */
  match: { item: DriveItem; eTag: string } | undefined;
  dates: Partial<ClientDates>;
  description: string | undefined;
  declared: number | undefined;
  total: number | undefined;
  received: number;
  parts: FileContent[];
  isDeferred: boolean;
  expiresAt: number;
}

/**
 * Upload sessions of a drive: fragments in order, to another host, without a token.
 * Source: learn.microsoft.com/graph/api/driveitem-createuploadsession.
 */
export class DriveUploads {
  readonly #sessions = new Map<string, Session>();
  readonly #random: Random;

  constructor(
    readonly parts: DriveParts,
    readonly intake: Intake,
    seed: number,
  ) {
    this.#random = seededRandom(seed, 'drive-uploads');
  }

  routes(): Route[] {
    const write = { scope: 'Files.ReadWrite' };
    return [
      {
        ...write,
        method: 'POST',
        path: '/drives/:drive/items/:item/createUploadSession',
        answer: (call, { drive = '', item = '' }) => this.#create(call, drive, item),
      },
      {
        ...write,
        method: 'PUT',
        path: '/drives/:drive/items/:item',
        answer: (call, { drive = '', item = '' }) => this.#commitFrom(call, drive, item),
      },
    ];
  }

  /** Sessions under way, of which none should be left when a client is done. */
  get open(): number {
    const { now } = this.parts.drive;
    return [...this.#sessions.values()].filter(({ expiresAt }) => expiresAt > now).length;
  }

  expire(): void {
    this.#sessions.clear();
  }

  /** A request to the address of a session. */
  async answer(request: Request, key: string, body: Uint8Array<ArrayBuffer>): Promise<GraphAnswer> {
    const session = this.#session(key);
    if (request.method === 'DELETE') {
      this.#sessions.delete(key);
      return { status: 204 };
    }
    if (request.method === 'GET') return { status: 200, json: this.#progress(session) };
    if (request.method === 'POST' && body.length === 0 && session.isDeferred) {
      if (this.parts.drive.flavour === 'personal') {
        throw new NoRouteError('completing a deferred upload of a personal drive by POST');
      }
      return this.#commit(request, key, session);
    }
    if (request.method !== 'PUT') throw new NoRouteError(`${request.method} on an upload session`);
    await this.#take(session, request.headers, body);
    session.expiresAt = this.parts.drive.now + LIFETIME_MS;
    const isWhole = session.received === session.total;
    if (!isWhole || session.isDeferred) return { status: 202, json: this.#progress(session) };
    return this.#commit(request, key, session);
  }

  async #create(call: GraphCall, driveId: string, locator: string): Promise<GraphAnswer> {
    const { drive, urls, troubles } = this.parts;
    checkDriveOptions(call, [CONFLICT]);
    checkDrive(this.parts, call, driveId);
    const body = call.body.length > 0 ? jsonBody(call) : {};
    const item = parameter(body, 'item') ?? {};
    if (!isJson(item)) throw invalidRequest('item is not an object.');
    const { parent, name: placed, existing } = locatePlace(drive, locator);
    const isById = !locator.includes(':');
    const name = typeof item.name === 'string' ? item.name : placed;
    if (name !== placed && !isById) {
      throw invalidRequest('The name in the body is not the name in the path.');
    }
    const asked = item[CONFLICT] ?? driveOption(call, CONFLICT);
    const conflict = readConflict(asked, isById ? 'replace' : 'fail');
    checkMatch(call, existing);
    if (existing) checkLocked(this.parts, existing);
    if (existing && troubles.has(existing, 'ghost')) throw itemNotFound();
    checkName(parent, name, 'file', drive.library);
    // Which of the two says so at once is not documented.
    if (existing && conflict === 'fail' && drive.flavour === 'work') throw nameExists();
    const declared = Number.isInteger(item.fileSize) ? Number(item.fileSize) : undefined;
    if (declared !== undefined && declared > drive.remainingBytes) throw quotaReached();
    const isReplaced = existing !== undefined && conflict === 'replace';
    const ids = isReplaced ? { id: existing.id, guid: existing.guid } : drive.ids.next();
    const key = seededGuid(this.#random);
    const session: Session = {
      parent,
      name,
      conflict,
      ids,
      match:
        existing && call.headers.has('if-match')
          ? { item: existing, eTag: existing.eTag }
          : undefined,
      dates: readDates(item.fileSystemInfo),
      description: typeof item.description === 'string' ? item.description : undefined,
      declared,
      total: undefined,
      received: 0,
      parts: [],
      isDeferred: parameter(body, 'deferCommit') === true,
      expiresAt: drive.now + LIFETIME_MS,
    };
    this.#sessions.set(key, session);
    return {
      status: 200,
      json: {
        '@odata.context': `${contextOf(call)}#microsoft.graph.uploadSession`,
        uploadUrl: urls.upload(call.url.origin, key, ids.id, conflict),
        ...this.#progress(session),
      },
    };
  }

  #session(key: string): Session {
    const session = this.#sessions.get(key);
    if (!session || session.expiresAt <= this.parts.drive.now) {
      throw itemNotFound('uploadSessionNotFound');
    }
    return session;
  }

  #progress(session: Session): Json {
    const { total, received, expiresAt } = session;
    return {
      expirationDateTime: new Date(expiresAt).toISOString(),
      nextExpectedRanges: received === total ? [] : [`${received}-`],
    };
  }

  /** Faults: 400 for a range that can't be, 413, 416 for one that is there already, 507. */
  async #take(session: Session, headers: Headers, body: Uint8Array<ArrayBuffer>): Promise<void> {
    const range = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(headers.get('content-range') ?? '');
    if (!range) throw invalidRequest('The Content-Range header is missing or not readable.');
    const [first = 0, last = 0, total = 0] = range.slice(1).map(Number);
    const isOther = total !== (session.total ?? session.declared ?? total);
    if (isOther || last >= total || last - first + 1 !== body.length) {
      throw invalidRequest('The range does not fit the fragment.', 'fragmentLengthMismatch');
    }
    if (body.length > MOST_FRAGMENT_BYTES) {
      throw new GraphError(413, 'invalidRequest', 'The fragment is too large.');
    }
    if (first < session.received) {
      const message = 'The range was uploaded already.';
      throw new GraphError(416, 'invalidRange', message, {}, 'fragmentOverlap');
    }
    if (first > session.received) {
      throw invalidRequest('The fragments are not in order.', 'fragmentOutOfOrder');
    }
    if (last + 1 !== total && body.length % FRAGMENT_BYTES !== 0) {
      throw invalidRequest('The fragment is not a multiple of 320 KiB.', 'fragmentLengthMismatch');
    }
    if (total > this.parts.drive.remainingBytes) throw quotaReached();
    const kept = await this.intake.keep(body);
    session.parts.push(kept);
    session.total = total;
    session.received = last + 1;
  }

  async #commit(request: Request, key: string, session: Session): Promise<GraphAnswer> {
    const { match } = session;
    if (match && match.item.eTag !== match.eTag) {
      throw new GraphError(412, 'resourceModified', 'ETag does not match current item value.');
    }
    const { item, isNew } = await this.#store(session);
    this.#sessions.delete(key);
    // The answer is an item without Graph's addresses around it.
    const call = { url: new URL(request.url) } as GraphCall;
    const json = await itemJson(this.parts, call, item);
    const context = `${new URL(request.url).origin}/_api/v2.0/$metadata${itemContext(this.parts)}`;
    return { status: isNew ? 201 : 200, json: { '@odata.context': context, ...json } };
  }

  async #store(session: Session, name = session.name, conflict = session.conflict) {
    if (session.received !== session.total && session.total !== undefined) {
      throw invalidRequest('Fragments are missing.', 'uploadSessionIncomplete');
    }
    const { parent, dates, ids, description, parts } = session;
    if (!parent.isPresent) throw itemNotFound();
    const content = parts.length === 0 ? bytesContent(new Uint8Array(0)) : joinedContent(parts);
    const isPromised = !this.parts.drive.items.has(ids.id);
    const stored = await storeFile(this.parts, this.intake, {
      parent,
      name,
      content,
      conflict,
      dates,
      ...(isPromised ? { ids } : {}),
    });
    if (description !== undefined) stored.item.description = description;
    return stored;
  }

  /** Ends an upload whose name was taken, or a deferred one: PUT with the session's address. */
  async #commitFrom(call: GraphCall, driveId: string, locator: string): Promise<GraphAnswer> {
    checkDrive(this.parts, call, driveId);
    const body = jsonBody(call);
    const source = body['@microsoft.graph.sourceUrl'];
    if (typeof source !== 'string') throw new NoRouteError('PUT of an item without a source');
    const [kind, key = ''] = this.parts.urls.permitted(new URL(source));
    if (kind !== 'upload') throw accessDenied();
    const session = this.#session(key);
    const place = locatePlace(this.parts.drive, locator);
    const name = typeof body.name === 'string' ? body.name : place.name;
    const conflict = readConflict(body[CONFLICT], 'fail');
    session.parent = place.parent;
    const { item, isNew } = await this.#store(session, name, conflict);
    this.#sessions.delete(key);
    return shown(this.parts, call, item, isNew ? 201 : 200);
  }
}
