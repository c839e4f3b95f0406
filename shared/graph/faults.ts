import { Fault, type FaultCode } from '../model/fault.ts';
import type { Answer } from './call.ts';

/**
 * Graph's error codes, sorted once into ours. The status decides; a code in this table decides
 * against it, because the same code comes with different statuses (`ErrorQuotaExceeded` with 403,
 * 500 and 507). Messages are localised or empty and are never looked at. Lower case: the case of
 * codes differs between Graph's front ends.
 *
 * Sources: learn.microsoft.com/graph/errors and /graph/delta-query-overview;
 * github.com/alcionai/corso src/pkg/services/m365/api/graph/errors.go;
 * github.com/LogicLabs-OU/OpenArchiver/issues/487 (MIME that never converts).
 */
const CODES: Readonly<Record<string, FaultCode>> = {
  invalidauthenticationtoken: 'signed-out',
  tokenexpired: 'signed-out',

  syncstatenotfound: 'cursor-expired',
  syncstateinvalid: 'cursor-expired',
  resyncrequired: 'cursor-expired',
  resyncchangesapplydifferences: 'cursor-expired',
  resyncchangesuploaddifferences: 'cursor-expired',
  resyncapplydifferences: 'cursor-expired',
  resyncuploaddifferences: 'cursor-expired',
  invalidsyncstatedata: 'cursor-expired',

  erroritemnotfound: 'not-found',
  errorfoldernotfound: 'not-found',
  errorsyncfoldernotfound: 'not-found',
  errorparentfoldernotfound: 'not-found',
  errorinvalididmalformed: 'not-found',
  itemnotfound: 'not-found',
  resourcenotfound: 'not-found',
  request_resourcenotfound: 'not-found',

  erroraccessdenied: 'forbidden',
  accessdenied: 'forbidden',
  authorization_requestdenied: 'forbidden',
  erroraccountsuspend: 'forbidden',
  mailboxnotenabledforrestapi: 'forbidden',
  mailboxnotsupportedforrestapi: 'forbidden',

  applicationthrottled: 'throttled',
  toomanyrequests: 'throttled',
  activitylimitreached: 'throttled',
  errorserverbusy: 'throttled',
  errormailboxconcurrency: 'throttled',

  malwaredetected: 'unreadable',

  errorfolderexists: 'conflict',
  namealreadyexists: 'conflict',
  resourcemodified: 'conflict',
  errorirresolvableconflict: 'conflict',
  errorchangekeyrequired: 'conflict',

  errormimecontentconversionfailed: 'unreadable',
  errorcontentconversionfailed: 'unreadable',
  errorcorruptdata: 'unreadable',
  errorinvalidrecipients: 'unreadable',
  errorcannotopenfileattachment: 'unreadable',
  errortoomanyobjectsopened: 'unreadable',
  errorunsupportedmimeconversion: 'unreadable',

  errormessagesizeexceeded: 'too-large',
  errorattachmentsizelimitexceeded: 'too-large',
  requestentitytoolarge: 'too-large',

  errorquotaexceeded: 'mailbox-full',
  quotalimitreached: 'mailbox-full',
};

const STATUSES: Readonly<Record<number, FaultCode>> = {
  401: 'signed-out',
  403: 'forbidden',
  404: 'not-found',
  405: 'unreadable',
  408: 'server-error',
  409: 'conflict',
  410: 'cursor-expired',
  412: 'conflict',
  413: 'too-large',
  429: 'throttled',
  507: 'mailbox-full',
};

/** What an answer that is not a success means for us. */
export function faultOf(answer: Answer, scopes: readonly string[] = []): Fault {
  return faultOfError(answer.status, errorOf(answer), retryAfterMs(answer), scopes);
}

/** The same for one part of a batch, whose body is parsed already. */
export function faultOfError(
  status: number,
  error: GraphError,
  waitMs: number | undefined,
  scopes: readonly string[] = [],
): Fault {
  const code = codeOf(status, error);
  const shown = error.codes[0] ?? null;
  return new Fault(code, `Graph answered ${status}${shown === null ? '' : ` ${shown}`}`, {
    ...(shown === null ? {} : { upstreamCode: shown }),
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
    ...(code === 'forbidden' || code === 'consent-required' ? { scopes } : {}),
  });
}

function codeOf(status: number, error: GraphError): FaultCode {
  // A refused token or a server that asks for a pause says so by its status, whatever the code.
  if (status === 401 || status === 429) return STATUSES[status] as FaultCode;
  for (const code of error.codes) {
    const known = CODES[code.toLowerCase()];
    if (known !== undefined) return known;
  }
  return STATUSES[status] ?? (status >= 500 ? 'server-error' : 'unexpected');
}

/** Codes of an error body, outermost first; none for an empty body, HTML or other text. */
export interface GraphError {
  codes: readonly string[];
}

function errorOf(answer: Answer): GraphError {
  try {
    return readError(JSON.parse(new TextDecoder().decode(answer.bytes)));
  } catch {
    return { codes: [] };
  }
}

/**
 * Reads `{"error":{"code","innerError":{"code"}}}`, with `innererror` as OneDrive writes it, and
 * the bare `{"code"}` or `{"Message"}` of upload hosts.
 */
export function readError(body: unknown): GraphError {
  const codes: string[] = [];
  let level: unknown = fieldOf(body, 'error') ?? body;
  for (let depth = 0; depth < 5 && typeof level === 'object' && level !== null; depth += 1) {
    const code = fieldOf(level, 'code');
    if (typeof code === 'string' && code !== '') codes.push(code.slice(0, 100));
    level = fieldOf(level, 'innerError') ?? fieldOf(level, 'innererror');
  }
  return { codes };
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}

/**
 * How long the server asks to wait: seconds, which may have a fraction ("2.128"), or a date.
 * Undefined when the header is absent, hidden by CORS, or nonsense.
 */
export function retryAfterMs(answer: Pick<Answer, 'headers' | 'receivedAt'>): number | undefined {
  return parseRetryAfter(answer.headers.get('retry-after'), answer.receivedAt);
}

export function parseRetryAfter(value: string | null, now: number): number | undefined {
  const text = value?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  if (!/[a-z]/i.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
