import { fromBase64, toBase64 } from '../base64.ts';
import { GraphError } from '../graph-error.ts';
import { invalidRequest } from './errors.ts';
import type { DriveItem } from './item.ts';

/** How a token that ended is refused: documented are the first two, the third was met. */
export type Resync =
  | 'resyncChangesApplyDifferences'
  | 'resyncChangesUploadDifferences'
  | 'resyncRequired';

/** What one enumeration tells, decided when it begins. */
export interface Round {
  readonly items: readonly DriveItem[];
  /** The version its deltaLink goes on from. */
  readonly version: number;
}

export type Token =
  | { kind: 'delta'; version: number }
  | { kind: 'page'; round: Round; number: number; position: number; page: number };

const ROUNDS_KEPT = 50;
/** 100 ns since year 1, as SharePoint counts time. */
const TICKS_AT_1970 = 621_355_968_000_000_000n;

/**
 * Delta tokens, which look like recorded ones and mean nothing to a client. A deltaLink names a
 * version of the drive, so it lasts until tokens are made to expire: how long the real ones last is
 * not documented.
 */
export class DriveTokens {
  #generation = 1;
  #resync: Resync = 'resyncChangesApplyDifferences';
  readonly #rounds = new Map<number, Round>();
  #newest = 0;

  constructor(
    readonly list: string,
    readonly now: () => number,
  ) {}

  /** Every token that was given out is refused from now on. */
  expire(resync: Resync): void {
    this.#generation += 1;
    this.#resync = resync;
    this.#rounds.clear();
  }

  begin(round: Round): number {
    this.#newest += 1;
    this.#rounds.set(this.#newest, round);
    for (const number of this.#rounds.keys()) {
      if (this.#rounds.size <= ROUNDS_KEPT) break;
      this.#rounds.delete(number);
    }
    return this.#newest;
  }

  delta(version: number): string {
    return this.#encode(`${version};%23;%23;%230`);
  }

  page(number: number, position: number, page: number): string {
    return this.#encode(`${number};%23;Paged=TRUE&p_ID=${position};%23${page}`);
  }

  /** Faults: 400 for what is no token of this drive, 410 for one that ended; `start` begins anew. */
  redeem(text: string, start: string): Token {
    const bytes = fromBase64(text);
    const fields = bytes ? new TextDecoder().decode(bytes).split(';') : [];
    const [, , , , list, , generation, number, , place = '', page = ''] = fields;
    if (list !== this.list.toLowerCase()) throw invalidRequest('The token is not valid.');
    if (Number(generation) !== this.#generation) throw this.#gone(start);
    const position = /^Paged=TRUE&p_ID=(\d+)$/.exec(place)?.[1];
    if (position === undefined) return { kind: 'delta', version: Number(number) };
    const round = this.#rounds.get(Number(number));
    if (!round) throw this.#gone(start);
    return {
      kind: 'page',
      round,
      number: Number(number),
      position: Number(position),
      page: Number(page.replace('%23', '')),
    };
  }

  #encode(what: string): string {
    const ticks = TICKS_AT_1970 + BigInt(this.now()) * 10_000n;
    const start = `4;%234;%231;3;${this.list.toLowerCase()};${ticks};${this.#generation}`;
    return toBase64(new TextEncoder().encode(`${start};${what}`));
  }

  #gone(start: string): GraphError {
    const inner = this.#resync === 'resyncRequired' ? 'resyncApplyDifferences' : this.#resync;
    const message = 'Resync required. Replace any local items with the server version.';
    return new GraphError(410, this.#resync, message, { Location: start }, inner);
  }
}
