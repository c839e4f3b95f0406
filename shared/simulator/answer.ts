/**
 * What a Graph route is asked and what it answers, apart from HTTP, so that a request inside a
 * `$batch` and one of its own take the same way.
 */
export interface GraphCall {
  /** Upper case. */
  readonly method: string;
  /** Absolute, as the client sent it. */
  readonly url: URL;
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer>;
  /** Whether the client prefers immutable ids. */
  readonly immutableIds: boolean;
  /** Granted scopes of the token, in short form. */
  readonly scopes: ReadonlySet<string>;
}

export interface GraphAnswer {
  status: number;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  json?: Record<string, unknown>;
  /** Sent as they are, with the `Content-Type` of `headers`. */
  bytes?: Uint8Array<ArrayBuffer>;
}

export type Json = Record<string, unknown>;

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The values of one query option; Graph matches system options without regard to case. */
export function option(call: GraphCall, name: string): string | undefined {
  return call.query.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}

/** The parts of the Prefer header, trimmed. */
export function preferences(headers: Headers): string[] {
  return (headers.get('prefer') ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** The value of one preference without its quotes: `outlook.body-content-type="text"` → `text`. */
export function preference(headers: Headers, name: string): string | undefined {
  const start = `${name.toLowerCase()}=`;
  const found = preferences(headers).find((part) => part.toLowerCase().startsWith(start));
  return found?.slice(start.length).replace(/^"|"$/g, '');
}
