import type { Bytes } from '../lib/bytes.ts';
import type { AccountId } from '../model/ids.ts';
import type { Priority } from './limits.ts';

/**
 * Microsoft Graph as we use it, for one account. Every request goes through the pace of its
 * service (so many at once, sliding windows, one fence for all when the server asks for a pause; see
 * limits.ts), is retried where that is safe, and ends in a `Fault` that says what it means for us.
 *
 * Paths begin below the version ("/me/mailFolders"). Links are those the server handed out; they
 * are followed as they are, and only on Graph's own origin.
 */
export interface Graph {
  readonly account: AccountId;
  /** Since it was opened; pauses are those of the services it asked, whoever caused them. */
  readonly traffic: Traffic;
  /** The same account and the same pace, with traffic counted anew: one for each run. */
  apart(): Graph;
  /** The parsed JSON of one GET. */
  read(pathOrLink: string, options: RequestOptions, signal: AbortSignal): Promise<unknown>;
  /** The bytes of one GET (`$value`). */
  bytes(
    path: string,
    options: RequestOptions,
    signal: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>>;
  /** The parsed JSON of the answer, null when it has none. PUT sends nothing: an empty file. */
  send(
    method: 'POST' | 'PATCH' | 'DELETE' | 'PUT',
    path: string,
    body: unknown,
    options: RequestOptions,
    signal: AbortSignal,
  ): Promise<unknown>;
  /**
   * Up to 20 GETs in one request; the answers in the order of `paths`, each its own fault or body. Of
   * what is redirected, the body is `{ location }`.
   */
  batch(
    paths: readonly string[],
    options: RequestOptions,
    signal: AbortSignal,
  ): Promise<BatchAnswer[]>;
  /**
   * Where Graph sends whoever asks for contents: a pre-authenticated address. Asked within a batch, as
   * a page can't follow such an answer.
   */
  redirect(path: string, options: RequestOptions, signal: AbortSignal): Promise<string>;
  /**
   * The bytes behind a pre-authenticated address from the byte `from` on, as they come, without our
   * token. `address` is asked again when it has ended; a cut connection is taken up where it broke.
   * What comes holds until the next is asked for, and is empty then.
   * See `downloadFrom`.
   */
  download(
    address: Address,
    options: RequestOptions,
    signal: AbortSignal,
    from?: number,
  ): AsyncIterable<Bytes>;
  /**
   * Sends bytes through an upload session created by POSTing `session` to `path`. Pieces go to the
   * pre-authenticated URL without our token.
   */
  upload(
    path: string,
    session: unknown,
    bytes: Uint8Array<ArrayBuffer>,
    options: RequestOptions,
    signal: AbortSignal,
  ): Promise<void>;
  /**
   * Sends a file of a drive through an upload session and answers the item that came of it; see
   * `uploadFile`.
   */
  uploadFile(
    path: string,
    session: unknown,
    file: UploadedFile,
    options: RequestOptions,
    signal: AbortSignal,
  ): Promise<unknown>;
}

export interface RequestOptions {
  /** Scopes in short form ("Mail.Read"); the token is asked for with these. */
  scopes: readonly string[];
  priority: Priority;
  /** Values for the Prefer header, beside `IdType="ImmutableId"`, which is always there. */
  prefer?: readonly string[];
  /** False: a failure is told at once; only pauses the server asks for are waited for. Default true. */
  retry?: boolean;
  /** Requests with the same key begin at least so far apart. */
  apart?: { key: string; ms: number };
  /** The thing was made a moment ago: "not found" is asked again for some seconds. */
  justMade?: boolean;
}

export type BatchAnswer =
  | { ok: true; body: unknown }
  | { ok: false; fault: import('../model/fault.ts').Fault };

/** What went over the wire so far; a new object each time it is read. */
export interface Traffic {
  requests: number;
  downloadedBytes: number;
  uploadedBytes: number;
  /** How often and how long everything stood still because the server asked for it. */
  pauses: number;
  pausedMs: number;
  /** Epoch milliseconds until which everything stands still now; null when it does not. */
  pausedUntil: number | null;
}

/** Tells where the bytes are; asked again when the last answer has ended. */
export type Address = (signal: AbortSignal) => Promise<string>;

/** What is to be sent; it may be larger than memory, and is read again from where it broke. */
export interface UploadedFile {
  sizeBytes: number;
  from(offset: number): AsyncIterable<Bytes>;
  /** Of a file whose upload is worth going on with after the end of the program. */
  begun?: BegunUpload;
}

export interface BegunUpload {
  /** Of a session that was noted before; null when there is none. */
  url: string | null;
  /** Told of each session before anything is sent through it. The address is a key: keep it closed. */
  note(url: string): Promise<void>;
}
