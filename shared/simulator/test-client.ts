import type { Simulator } from './simulator.ts';

/** The origin of the global cloud's Graph; the simulator answers for it in process. */
export const GRAPH = 'https://graph.microsoft.com/v1.0';

export interface AskOptions {
  method?: string;
  body?: unknown;
  scopes?: readonly string[];
  /** Values of the Prefer header; immutable ids by default. */
  prefer?: readonly string[];
  headers?: Record<string, string>;
}

export interface Asked {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look at answers whose shape they just asked for
  json: any;
  bytes: Uint8Array<ArrayBuffer>;
}

/** Asks the simulator's Graph as a test does: path below the version, or a whole link. */
export async function ask(
  simulator: Simulator,
  path: string,
  options: AskOptions = {},
): Promise<Asked> {
  const { method = 'GET', scopes = ['Mail.ReadWrite'], body } = options;
  const prefer = (options.prefer ?? ['IdType="ImmutableId"']).join(', ');
  const headers: Record<string, string> = {
    authorization: `Bearer ${simulator.token(scopes)}`,
    ...(prefer === '' ? {} : { prefer }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...options.headers,
  };
  const init: RequestInit = { method, headers };
  if (body !== undefined) init.body = typeof body === 'string' ? body : JSON.stringify(body);
  const url = path.startsWith('http') ? path : GRAPH + path;
  const response = await simulator.fetch(new Request(url, init));
  const bytes = new Uint8Array(await response.arrayBuffer());
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  const json = isJson ? JSON.parse(new TextDecoder().decode(bytes)) : null;
  return { status: response.status, headers: response.headers, json, bytes };
}

/** All entries of a delta round and the link it ends with. */
export async function round(simulator: Simulator, start: string, options: AskOptions = {}) {
  // biome-ignore lint/suspicious/noExplicitAny: see Asked
  const entries: any[] = [];
  let pages = 0;
  for (let link = start; ; ) {
    const { json, status } = await ask(simulator, link, options);
    if (status !== 200) throw new Error(`Delta answered ${status}: ${json?.error?.code}`);
    pages += 1;
    entries.push(...json.value);
    if (json['@odata.deltaLink']) {
      return { entries, pages, deltaLink: String(json['@odata.deltaLink']) };
    }
    link = json['@odata.nextLink'];
  }
}

/** A clock that stands still until it is told to go on; sleeping moves it. */
export function handClock(start = Date.UTC(2026, 8, 1, 9)) {
  let now = start;
  return {
    now: () => now,
    sleep: async (waitMs: number) => {
      now += waitMs;
    },
    advance: (ms: number) => {
      now += ms;
    },
  };
}
