import type { GraphAnswer, GraphCall } from './answer.ts';
import { notAllowed } from './graph-error.ts';

type Parameters = Readonly<Record<string, string>>;

/** One operation of Graph. `scope` is the least delegated permission that allows it. */
export interface Route {
  method: string;
  /** "/me/messages/:message/$value" */
  path: string;
  scope: string;
  /** Options of the query it takes; another one is refused. */
  query?: readonly string[];
  answer(call: GraphCall, parameters: Parameters): GraphAnswer | Promise<GraphAnswer>;
}

/** Scopes by what they include. Source: learn.microsoft.com/graph/permissions-reference. */
const INCLUDED_IN: Readonly<Record<string, readonly string[]>> = {
  'Mail.ReadBasic': ['Mail.ReadBasic', 'Mail.Read', 'Mail.ReadWrite'],
  'Mail.Read': ['Mail.Read', 'Mail.ReadWrite'],
  'User.Read': ['User.Read', 'User.ReadWrite'],
  'Files.Read': ['Files.Read', 'Files.ReadWrite', 'Files.Read.All', 'Files.ReadWrite.All'],
  'Files.ReadWrite': ['Files.ReadWrite', 'Files.ReadWrite.All'],
  'Files.Read.All': ['Files.Read.All', 'Files.ReadWrite.All'],
  'Chat.ReadBasic': ['Chat.ReadBasic', 'Chat.Read', 'Chat.ReadWrite'],
  'Chat.Read': ['Chat.Read', 'Chat.ReadWrite'],
  'Chat.Create': ['Chat.Create', 'Chat.ReadWrite'],
  'ChatMessage.Send': ['ChatMessage.Send', 'Chat.ReadWrite'],
};

export function covers(granted: ReadonlySet<string>, scope: string): boolean {
  return (INCLUDED_IN[scope] ?? [scope]).some((name) => granted.has(name));
}

/**
 * The segments of a path below the version, in one form: keys in parentheses are segments of their
 * own, `users/{me}` is `me`, and nested folders and messages stand under their collection.
 */
export function pathSegments(path: string, user: { id: string; username: string }): string[] {
  let segments = path
    .split('/')
    .filter((segment) => segment !== '')
    .flatMap((segment) => {
      const key = /^([\w.]+)\('(.*)'\)$/.exec(decode(segment));
      return key ? [key[1] ?? '', key[2] ?? ''] : [decode(segment)];
    });
  const [first = '', second = ''] = segments;
  if (first.toLowerCase() === 'users' && [user.id, user.username].includes(second.toLowerCase())) {
    segments = ['me', ...segments.slice(2)];
  }
  while (is(segments, 1, 'mailFolders') && is(segments, 3, 'childFolders') && isKey(segments[4])) {
    segments = ['me', 'mailFolders', segments[4] ?? '', ...segments.slice(5)];
  }
  return segments;
}

function is(segments: readonly string[], at: number, name: string): boolean {
  return segments[at]?.toLowerCase() === name.toLowerCase();
}

function isKey(segment: string | undefined): boolean {
  return segment !== undefined && !/^(delta(\(\))?|\$count)$/i.test(segment);
}

export interface FoundRoute {
  route: Route;
  parameters: Parameters;
}

/** Finds operations by path and method. */
export class RouteTable {
  readonly #routes: { route: Route; segments: readonly string[] }[];

  constructor(routes: readonly Route[]) {
    this.#routes = routes.map((route) => ({
      route,
      segments: route.path.split('/').filter((segment) => segment !== ''),
    }));
  }

  /** undefined: nobody has taught the simulator this request. */
  find(method: string, segments: readonly string[]): FoundRoute | undefined {
    const folderValue =
      is(segments, 1, 'mailFolders') && is(segments, 3, 'messages') && segments[5] === '$value';
    // Graph's older documentation lists it, the service refuses it.
    // Source: github.com/microsoftgraph/microsoft-graph-docs/issues/7774.
    if (folderValue) throw notAllowed();
    for (const { route, segments: pattern } of this.#routes) {
      if (route.method !== method || pattern.length !== segments.length) continue;
      const parameters = match(pattern, segments);
      if (parameters) return { route, parameters };
    }
    return undefined;
  }
}

function match(pattern: readonly string[], segments: readonly string[]): Parameters | undefined {
  const parameters: Record<string, string> = {};
  for (const [at, expected] of pattern.entries()) {
    const segment = segments[at] ?? '';
    if (expected.startsWith(':')) {
      if (!isKey(segment)) return undefined;
      parameters[expected.slice(1)] = segment;
    } else if (expected.toLowerCase() !== segment.replace(/\(\)$/, '').toLowerCase()) {
      return undefined;
    }
  }
  return parameters;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
