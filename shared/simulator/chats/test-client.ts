import { createSimulator, type Simulator, type SimulatorOptions } from '../simulator.ts';
import { type Asked, type AskOptions, ask as askGraph, handClock } from '../test-client.ts';

/** A simulator with chats on a clock that stands still. */
export function chatSimulator(options: Omit<SimulatorOptions, 'clock'> = {}) {
  const clock = handClock();
  const simulator = createSimulator({ seed: 5, limits: false, clock, ...options });
  return { simulator, clock, control: simulator.chats.control, chats: simulator.chats };
}

export function ask(simulator: Simulator, path: string, options: AskOptions = {}): Promise<Asked> {
  return askGraph(simulator, path, { scopes: ['Chat.Read'], prefer: [], ...options });
}

export const post = (
  simulator: Simulator,
  path: string,
  body: unknown = {},
  scopes: readonly string[] = ['ChatMessage.Send'],
) => ask(simulator, path, { method: 'POST', body, scopes });

/** All of a list, page by page. */
export async function pages(simulator: Simulator, start: string, options: AskOptions = {}) {
  const all: Asked['json'][][] = [];
  for (let link: string | undefined = start; link !== undefined; ) {
    const { json, status } = await ask(simulator, link, options);
    if (status !== 200) throw new Error(`${link} answered ${status}: ${json?.error?.message}`);
    all.push(json.value);
    link = json['@odata.nextLink'];
  }
  return all;
}

export const chatPath = ({ id }: { id: string }, rest = '') =>
  `/chats/${encodeURIComponent(id)}${rest}`;
