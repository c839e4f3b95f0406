import { type GraphAnswer, type GraphCall, isJson } from './answer.ts';
import { MOST_POSTED_BYTES } from './attachment-input.ts';
import { addAttachment, nextKey } from './attachments.ts';
import { jsonBody, parameter, unreadable } from './body-json.ts';
import { badRequest, GraphError, NoRouteError } from './graph-error.ts';
import type { Mailbox } from './mailbox.ts';
import { contextOf } from './message-read.ts';
import type { Route } from './route.ts';
import { type Random, seededGuid, seededRandom } from './seed/random.ts';
import type { Message } from './store.ts';
import type { Troubles } from './trouble.ts';

const MOST_FILE_BYTES = 150 * 1024 * 1024;
const MOST_PIECE_BYTES = 4 * 1024 * 1024;
const LIFETIME_MS = 60 * 60 * 1000;

interface Session {
  message: Message;
  name: string;
  contentType: string;
  isInline: boolean;
  contentId: string | null;
  size: number;
  received: Uint8Array<ArrayBuffer>;
  position: number;
  expiresAt: number;
  immutableIds: boolean;
}

/**
 * Upload sessions for large attachments. The pieces go to another host than Graph, without a
 * token: the URL itself is the permission.
 * Source: learn.microsoft.com/graph/outlook-large-attachments (its answers have capital letters
 * and no dash in the ranges; the last one is 201 without a body).
 */
export class UploadSessions {
  readonly #sessions = new Map<string, Session>();
  readonly #random: Random;

  constructor(
    readonly mailbox: Mailbox,
    readonly troubles: Troubles,
    seed: number,
    /** Where the pieces go when a request came to this Graph origin. */
    readonly originFor: (graphOrigin: string) => string,
  ) {
    this.#random = seededRandom(seed, 'uploads');
  }

  routes(): Route[] {
    return [
      {
        method: 'POST',
        path: '/me/messages/:message/attachments/createUploadSession',
        scope: 'Mail.ReadWrite',
        answer: (call, { message: id = '' }) => this.#create(call, id),
      },
    ];
  }

  /** Is this the address of a session that was made here? */
  has(url: URL): boolean {
    return this.#sessions.has(url.searchParams.get('authtoken') ?? '');
  }

  /** A request to the upload host. */
  answer(request: Request, body: Uint8Array<ArrayBuffer>): GraphAnswer {
    const url = new URL(request.url);
    const token = url.searchParams.get('authtoken') ?? '';
    const session = this.#sessions.get(token);
    if (request.headers.has('authorization')) {
      throw new GraphError(401, 'InvalidAudience', 'This URL takes no Authorization header.');
    }
    if (!session || session.expiresAt < this.mailbox.now) {
      throw new GraphError(404, 'ErrorItemNotFound', 'The upload session was not found.');
    }
    if (request.method === 'DELETE') {
      this.#sessions.delete(token);
      return { status: 204 };
    }
    if (request.method === 'GET') return this.#progress(session);
    if (request.method !== 'PUT') throw new NoRouteError(`${request.method} on an upload session`);
    return this.#put(url.origin, token, session, request.headers, body);
  }

  #create(call: GraphCall, id: string): GraphAnswer {
    this.troubles.checkRoom();
    const message = this.mailbox.message(id);
    const item = parameter(jsonBody(call), 'AttachmentItem');
    if (!isJson(item)) throw unreadable('AttachmentItem is missing.');
    const { name, size, attachmentType } = item;
    if (typeof name !== 'string' || !Number.isInteger(size) || typeof size !== 'number') {
      throw unreadable('AttachmentItem has a name and a size.');
    }
    if (String(attachmentType).toLowerCase() !== 'file') {
      throw new NoRouteError(`an upload session for a ${String(attachmentType)} attachment`);
    }
    if (size < MOST_POSTED_BYTES) {
      throw badRequest(
        'Attachment size must be greater than the minimum size.',
        'ErrorAttachmentSizeShouldNotBeLessThanMinimumSize',
      );
    }
    if (size > MOST_FILE_BYTES) {
      throw badRequest('The attachment is too large.', 'ErrorAttachmentSizeLimitExceeded');
    }
    const token = seededGuid(this.#random);
    this.#sessions.set(token, {
      message,
      name,
      contentType:
        typeof item.contentType === 'string' ? item.contentType : 'application/octet-stream',
      isInline: item.isInline === true,
      contentId: typeof item.contentId === 'string' ? item.contentId : null,
      size,
      received: new Uint8Array(size),
      position: 0,
      expiresAt: this.mailbox.now + LIFETIME_MS,
      immutableIds: call.immutableIds,
    });
    const path = `/api/gv1.0/users('me')/messages('${id}')/AttachmentSessions('${token}')`;
    return {
      status: 201,
      json: {
        '@odata.context': `${contextOf(call)}#microsoft.graph.uploadSession`,
        uploadUrl: `${this.originFor(call.url.origin)}${path}?authtoken=${token}`,
        expirationDateTime: new Date(this.mailbox.now + LIFETIME_MS).toISOString(),
        nextExpectedRanges: ['0-'],
      },
    };
  }

  #put(
    origin: string,
    token: string,
    session: Session,
    headers: Headers,
    body: Uint8Array<ArrayBuffer>,
  ): GraphAnswer {
    const range = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(headers.get('content-range') ?? '');
    if (!range) throw badRequest('Content-Range is missing.', 'ErrorInvalidRequest');
    const [first = 0, last = 0, total = 0] = range.slice(1).map(Number);
    const length = last - first + 1;
    if (total !== session.size || length !== body.length || length > MOST_PIECE_BYTES) {
      throw badRequest('The range does not fit the attachment.', 'ErrorInvalidRequest');
    }
    if (first !== session.position) {
      throw new GraphError(416, 'ErrorInvalidRange', 'The range is not the expected one.');
    }
    session.received.set(body, first);
    session.position = last + 1;
    if (session.position < session.size) return this.#progress(session);
    this.#sessions.delete(token);
    return this.#finish(origin, session);
  }

  #progress(session: Session): GraphAnswer {
    return {
      status: 200,
      json: {
        ExpirationDateTime: new Date(session.expiresAt).toISOString(),
        NextExpectedRanges: [String(session.position)],
      },
    };
  }

  #finish(origin: string, session: Session): GraphAnswer {
    const { message, received } = session;
    const key = nextKey(message);
    addAttachment(this.mailbox, message, {
      key,
      kind: 'file',
      name: session.name,
      contentType: session.contentType,
      isInline: session.isInline,
      contentId: session.contentId,
      contentLocation: null,
      length: received.length,
      bytes: () => received,
      modifiedAt: this.mailbox.now,
    });
    const id = this.mailbox.idOf(message, session.immutableIds);
    const path = `/api/gv1.0/users('me')/messages('${id}')/Attachments`;
    const attachment = this.mailbox.ids.attachment(id, key);
    return { status: 201, headers: { Location: `${origin}${path}('${attachment}')` } };
  }
}
