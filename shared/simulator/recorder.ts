import type { GraphAnswer } from './answer.ts';

/** A Graph exchange as the contract checker reads it, one JSON object a line. */
export interface Exchange {
  method: string;
  url: string;
  requestHeaders: Record<string, string>;
  requestBody: unknown;
  status: number;
  responseHeaders: Record<string, string>;
  responseBody: unknown;
}

/** Bodies longer than this are recorded as null: they are contents, not shapes. */
const MOST_TEXT = 256 * 1024;

/** What the simulator was asked. Tokens are masked; contents of invented mail are not secret. */
export class Recorder {
  readonly exchanges: Exchange[] = [];
  readonly unknownRoutes: string[] = [];
  /** By method and path with ids left out. */
  readonly counts = new Map<string, number>();

  constructor(
    public isOn: boolean,
    /** Exchanges kept; the oldest go first. */
    readonly depth: number,
  ) {}

  count(method: string, path: string): void {
    const key = `${method} ${path}`;
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }

  record(request: Request, body: Uint8Array<ArrayBuffer>, answer: GraphAnswer): void {
    if (!this.isOn || request.method === 'OPTIONS') return;
    const requestHeaders = Object.fromEntries(request.headers);
    if (requestHeaders.authorization) requestHeaders.authorization = 'Bearer masked';
    this.exchanges.push({
      method: request.method,
      url: request.url,
      requestHeaders,
      requestBody: bodyOf(body, request.headers.get('content-type')),
      status: answer.status,
      responseHeaders: { ...answer.headers },
      responseBody: answer.json ?? textOf(answer),
    });
    if (this.exchanges.length > this.depth) this.exchanges.shift();
  }

  toLines(): string {
    return this.exchanges.map((exchange) => `${JSON.stringify(exchange)}\n`).join('');
  }
}

/** A path with ids replaced, for counting. Messages of chats are called by their milliseconds. */
export function withoutIds(segments: readonly string[]): string {
  const isId = (each: string) => each.length > 40 || /^\d{12,14}$/.test(each);
  return `/${segments.map((each) => (isId(each) ? '{id}' : each)).join('/')}`;
}

function bodyOf(body: Uint8Array<ArrayBuffer>, type: string | null): unknown {
  if (body.length === 0) return null;
  if (/octet-stream/i.test(type ?? '')) return null;
  const text = new TextDecoder().decode(body);
  if (!/json/i.test(type ?? '')) return text.length > MOST_TEXT ? null : text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function textOf({ bytes, headers }: GraphAnswer): unknown {
  const isText = /^text\//i.test(headers?.['Content-Type'] ?? '');
  if (!bytes || !isText || bytes.length > MOST_TEXT) return null;
  return new TextDecoder().decode(bytes);
}
