import { GraphError } from './graph-error.ts';
import { type Random, seededGuid, seededRandom } from './seed/random.ts';

/** Where a link goes on: in the middle of a round (`skip`) or after one (`delta`). */
interface Token<Round> {
  kind: 'skip' | 'delta';
  round: Round;
  position: number;
  generation: number;
}

/**
 * Tokens of delta links. They mean nothing to a client, and the server keeps only so many rounds
 * of a folder: older ones are gone without a date, as new ones push them out. A token may be used
 * again and again until then.
 * Source: learn.microsoft.com/graph/delta-query-overview, "Token duration".
 */
export class DeltaTokens<Round> {
  readonly #tokens = new Map<string, Token<Round>>();
  readonly #generations: { number: number; tokens: string[] }[] = [];
  readonly #random: Random;
  #newest = 600;

  constructor(
    seed: number,
    name: string,
    /** Rounds that are remembered. */
    readonly depth: number,
  ) {
    this.#random = seededRandom(seed, 'tokens', name);
  }

  /** A new round; the oldest one is forgotten when there are too many. */
  begin(): number {
    this.#newest += 1;
    this.#generations.push({ number: this.#newest, tokens: [] });
    while (this.#generations.length > this.depth) this.#forgetOldest();
    return this.#newest;
  }

  issue(kind: 'skip' | 'delta', round: Round, position: number, generation: number): string {
    const text = `${seededGuid(this.#random)}${seededGuid(this.#random)}`.replace(/-/g, '');
    this.#tokens.set(text, { kind, round, position, generation });
    this.#generations.find(({ number }) => number === generation)?.tokens.push(text);
    return text;
  }

  /** Faults: 410 `SyncStateNotFound` for a token that is forgotten or was never given out. */
  redeem(kind: 'skip' | 'delta', text: string): Token<Round> {
    const token = this.#tokens.get(text);
    if (token?.kind === kind) return token;
    const known = this.#generations.map(({ number }) => `[${number}]`).join('');
    throw new GraphError(
      410,
      'SyncStateNotFound',
      `The sync state generation is not found; generation=${this.#newest - this.depth};${known}.`,
    );
  }

  expireAll(): void {
    while (this.#generations.length > 0) this.#forgetOldest();
  }

  #forgetOldest(): void {
    for (const text of this.#generations.shift()?.tokens ?? []) this.#tokens.delete(text);
  }
}
