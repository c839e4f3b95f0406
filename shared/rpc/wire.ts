import { Fault, type FaultCode, isAbort, toFault } from '../model/fault.ts';

/** What goes over a port. The caller numbers its calls; every answer carries that number. */
export type CallMessage =
  | { kind: 'call'; id: number; method: string; args: unknown[] }
  | { kind: 'watch'; id: number; method: string; args: unknown[] }
  /** Asks a watched method for its next value; a slow face is never flooded. */
  | { kind: 'more'; id: number }
  | { kind: 'cancel'; id: number };

export type AnswerMessage =
  | { kind: 'answer'; id: number; value: unknown }
  | { kind: 'next'; id: number; value: unknown }
  | { kind: 'end'; id: number }
  | { kind: 'fault'; id: number; fault: FaultRecord };

/** A fault as plain data. `aborted` stands for an abort, which is passed on as one. */
export interface FaultRecord {
  code: FaultCode | 'aborted';
  message: string;
  scopes: readonly string[];
  retryAfterMs: number | null;
  upstreamCode: string | null;
}

const CALL_KINDS: ReadonlySet<unknown> = new Set(['call', 'watch', 'more', 'cancel']);
const ANSWER_KINDS: ReadonlySet<unknown> = new Set(['answer', 'next', 'end', 'fault']);

/** Both ends are ours, in one version: the kind and number are what needs a look. */
export function isCall(message: unknown): message is CallMessage {
  return hasKind(message, CALL_KINDS);
}

export function isAnswer(message: unknown): message is AnswerMessage {
  return hasKind(message, ANSWER_KINDS);
}

function hasKind(message: unknown, kinds: ReadonlySet<unknown>): boolean {
  if (typeof message !== 'object' || message === null) return false;
  if (!('kind' in message && 'id' in message)) return false;
  return kinds.has(message.kind) && typeof message.id === 'number';
}

/** What underlies a fault stays where it happened; only what a face can use crosses. */
export function packFault(error: unknown): FaultRecord {
  if (isAbort(error)) {
    return { code: 'aborted', message: '', scopes: [], retryAfterMs: null, upstreamCode: null };
  }
  const known = error instanceof Fault;
  const fault = toFault(error);
  return {
    code: fault.code,
    message: known ? fault.message : 'an error that is a bug',
    scopes: fault.scopes,
    retryAfterMs: fault.retryAfterMs ?? null,
    upstreamCode: fault.upstreamCode ?? null,
  };
}

export function unpackFault(record: FaultRecord): Fault | DOMException {
  if (record.code === 'aborted') return new DOMException('aborted', 'AbortError');
  return new Fault(record.code, record.message, {
    scopes: record.scopes,
    ...(record.retryAfterMs === null ? {} : { retryAfterMs: record.retryAfterMs }),
    ...(record.upstreamCode === null ? {} : { upstreamCode: record.upstreamCode }),
  });
}
