import { VirtualClock } from '../lib/virtual-clock.ts';
import { asId } from '../model/ids.ts';
import type { TokenSource } from '../model/platform.ts';
import type { RequestOptions } from './graph.ts';
import type { Exchange } from './record.ts';
import { createGraph, type GraphParts } from './transport.ts';

type Reply = Response | Error | ((request: Request) => Response | Promise<Response>);

/**
 * Graph answering from a list, for tests of what the simulator would not do on request. A request
 * beyond the list fails the test.
 */
export function scriptedGraph(replies: readonly Reply[], parts: Partial<GraphParts> = {}) {
  const clock = new VirtualClock();
  const requests: Request[] = [];
  const exchanges: Exchange[] = [];
  const left = [...replies];
  const graph = createGraph({
    account: asId('someone.somewhere'),
    cloud: { name: 'global', login: 'https://login.example', graph: 'https://graph.example' },
    fetch: async (request) => {
      requests.push(request);
      const reply = left.shift();
      if (reply === undefined) throw new Error(`nothing is left to answer ${request.url}`);
      if (reply instanceof Error) throw reply;
      return reply instanceof Response ? reply : reply(request);
    },
    clock,
    random: () => 0,
    tokens: tokensFrom(['first']),
    record: (exchange) => exchanges.push(exchange),
    ...parts,
  });
  return { graph, clock, requests, exchanges };
}

/** Hands out the tokens of the list; the last one again and again. */
export function tokensFrom(tokens: readonly string[]): TokenSource {
  const left = [...tokens];
  return { token: async () => (left.length > 1 ? left.shift() : left[0]) ?? '' };
}

export const READ: RequestOptions = { scopes: ['Mail.Read'], priority: 'page' };

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

export function failure(status: number, code: string, headers: Record<string, string> = {}) {
  return json({ error: { code, message: '', innerError: {} } }, status, headers);
}
