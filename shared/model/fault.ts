/**
 * What can go wrong, as a closed list. The code decides what the product does and which sentence
 * the person reads (`ui/sentences.ts`); the message is for the log and never holds content,
 * addresses or tokens; `cause` keeps what was underneath.
 */
export const FAULT_CODES = [
  /** Microsoft wants a new sign-in before it hands out another token. */
  'signed-out',
  /** The person (or their organisation) has not yet allowed what this needs; see `scopes`. */
  'consent-required',
  /** Allowed by nobody: this account may not do this. */
  'forbidden',
  /** Microsoft says the thing does not exist (any more). */
  'not-found',
  /** A delta link is too old; the container is walked from its start. */
  'cursor-expired',
  /** Microsoft asked for a pause and kept asking after every wait. */
  'throttled',
  /** No answer: no network, connection cut, host unknown. */
  'offline',
  /** Microsoft's service failed (5xx) and kept failing. */
  'server-error',
  /** Microsoft can't hand out this one item, and trying again will not help. */
  'unreadable',
  /** It was changed by somebody else in the meantime. */
  'conflict',
  /** Larger than Microsoft or this browser takes. */
  'too-large',
  /** The mailbox or drive at Microsoft is full. */
  'mailbox-full',
  /** This disk, or the browser's share of it, is full. */
  'quota',
  /** What is still to be fetched may not fit into the room that is left: a person is asked first. */
  'room-ahead',
  /** The connection costs money, and the person wants contents to wait for another one. */
  'metered',
  /** Stored bytes are not what they were. */
  'corrupt',
  /** Much went at once at Microsoft; nothing kept is removed until somebody has looked at it. */
  'held',
  /** The repository is locked, and nothing was given to unlock it. */
  'key-needed',
  /** No slot of the repository opens with this passphrase or recovery code. */
  'wrong-password',
  /** The slots with the repository's key are damaged or gone. */
  'key-damaged',
  /**
   * The folder the copy lies in can't be used as it should just now; `upstreamCode` says why, in the
   * words of `PlaceTrouble`.
   */
  'away',
  /** Somebody else has the repository open. */
  'locked',
  /** This browser lacks something the product needs. */
  'unsupported',
  /** A bug of ours. */
  'unexpected',
] as const;

export type FaultCode = (typeof FAULT_CODES)[number];

export interface FaultDetails {
  cause?: unknown;
  /** For `consent-required`: what has to be allowed. */
  scopes?: readonly string[];
  /** For `throttled`: how long the server asked to wait, in milliseconds. */
  retryAfterMs?: number;
  /** Graph's own error code, for the receipt's details ("ErrorItemNotFound"). */
  upstreamCode?: string;
}

export class Fault extends Error {
  override readonly name = 'Fault';
  readonly scopes: readonly string[];
  readonly retryAfterMs: number | undefined;
  readonly upstreamCode: string | undefined;

  constructor(
    readonly code: FaultCode,
    message: string,
    details: FaultDetails = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.scopes = details.scopes ?? [];
    this.retryAfterMs = details.retryAfterMs;
    this.upstreamCode = details.upstreamCode;
  }
}

export function isFault(error: unknown, ...codes: FaultCode[]): error is Fault {
  return error instanceof Fault && (codes.length === 0 || codes.includes(error.code));
}

/** An abort is not a fault: it is passed on, never recorded and never shown. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** Anything thrown, as a fault: what is not one yet is a bug of ours. */
export function toFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  const message = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error';
  return new Fault('unexpected', message, { cause: error });
}

/**
 * Faults that end a whole job, because every next item would meet them too. What is stored stays
 * stored, and the job can go on from there.
 */
export const JOB_ENDING: ReadonlySet<FaultCode> = new Set([
  'signed-out',
  'consent-required',
  'offline',
  'throttled',
  'quota',
  'room-ahead',
  'metered',
  'mailbox-full',
  'corrupt',
  'key-needed',
  'key-damaged',
  'away',
  'locked',
  'unsupported',
]);
