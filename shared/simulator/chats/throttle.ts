import type { Clock } from '../../lib/clock.ts';
import { GraphError } from '../graph-error.ts';
import { SlidingSum } from '../throttle.ts';

/**
 * Limits of Teams, for one app in one tenant; sums over seconds.
 * Source: learn.microsoft.com/graph/throttling-limits#microsoft-teams-service-limits.
 */
export const CHAT_LIMITS = {
  /** Reading or posting messages; and within one chat. */
  messages: 20,
  messagesPerChat: 1,
  lists: 5,
  others: 30,
};
export type ChatLimits = typeof CHAT_LIMITS;

const SECOND_MS = 1000;

/** Counts what is done with the chats. Refused requests count as well. */
export class ChatThrottle {
  refused = 0;
  readonly #sums = new Map<string, SlidingSum>();

  constructor(
    readonly clock: Clock,
    readonly limits: ChatLimits,
    public isOn: boolean,
  ) {}

  /** Faults: 429 with Retry-After. */
  count(method: string, path: string): void {
    const now = this.clock.now();
    for (const [key, most] of this.#needs(method, path)) {
      const sum = this.#sums.get(key) ?? new SlidingSum(SECOND_MS);
      this.#sums.set(key, sum);
      sum.add(now, 1);
      if (!this.isOn || sum.sum(now) <= most) continue;
      this.refused += 1;
      throw new GraphError(429, 'TooManyRequests', 'Too many requests.', { 'Retry-After': '1' });
    }
  }

  #needs(method: string, path: string): [key: string, most: number][] {
    const { messages, messagesPerChat, lists, others } = this.limits;
    const [, key, rest = ''] =
      /^\/(?:me\/)?((?:chats|teams\/[^/]+\/channels)\/[^/]+)(\/.*)?$/i.exec(path) ?? [];
    if (/^\/teams\/[^/]+\/channels\/?$|^\/me\/joinedTeams/i.test(path)) return [['others', others]];
    if (key === undefined || rest === '') return [['lists', lists]];
    if (!/^\/messages(\/|$)/i.test(rest)) return [['others', others]];
    if (/hostedContents/i.test(rest)) return [['others', others]];
    return [
      ['messages', messages],
      [`${method === 'GET' ? 'read' : 'write'} ${decodeURIComponent(key)}`, messagesPerChat],
    ];
  }
}
