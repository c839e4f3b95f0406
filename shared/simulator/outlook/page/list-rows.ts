import type { ListAnswer, ListRequest, ListRow } from '../wire.ts';
import type { Server } from './server.ts';

const WINDOW = 50;

export type ListQuestion = Omit<ListRequest, 'first' | 'count'>;

/** The rows of a list as far as they were asked for, in windows. */
export class ListRows {
  total = 0;
  groups: ListAnswer['groups'] = [];
  question: ListQuestion | undefined;
  readonly #server: Server;
  #rows = new Map<number, ListRow>();
  #asked = new Set<number>();
  #round = 0;

  constructor(server: Server) {
    this.#server = server;
  }

  at(index: number): ListRow | undefined {
    return this.#rows.get(index);
  }

  byKey(key: string): ListRow | undefined {
    return this.#find((row) => row.key === key)?.[1];
  }

  /** The row of a conversation or a message, if it is among those loaded. */
  byId(id: string): ListRow | undefined {
    return this.#find((row) => row.conversationId === id || row.itemIds.includes(id))?.[1];
  }

  /** The row `step` below the one with this key, or the first. */
  beside(key: string | undefined, step: number): ListRow | undefined {
    const at = this.#find((row) => row.key === key)?.[0] ?? -1;
    return this.#rows.get(Math.max(0, at + step));
  }

  /** Asks again for what is around `index`. False: something newer was asked meanwhile. */
  async load(index: number): Promise<boolean> {
    this.#round += 1;
    const round = this.#round;
    const answer = await this.#ask(Math.floor(index / WINDOW) * WINDOW, 2 * WINDOW);
    if (!answer || round !== this.#round) return false;
    this.#rows = new Map(answer.rows.map((row, at) => [answer.first + at, row]));
    this.#asked = new Set([...this.#rows.keys()].map((at) => Math.floor(at / WINDOW)));
    this.total = answer.total;
    this.groups = answer.groups;
    return true;
  }

  /** Asks for what of these rows nobody has asked for yet; `came` is called when it is there. */
  want(first: number, end: number, came: () => void): void {
    const round = this.#round;
    for (let window = Math.floor(first / WINDOW); window * WINDOW < end; window += 1) {
      if (this.#asked.has(window)) continue;
      this.#asked.add(window);
      this.#ask(window * WINDOW, WINDOW).then(
        (answer) => {
          if (!answer || round !== this.#round) return;
          for (const [at, row] of answer.rows.entries()) this.#rows.set(answer.first + at, row);
          came();
        },
        // Asked again with the next drawing.
        () => this.#asked.delete(window),
      );
    }
  }

  #find(test: (row: ListRow) => boolean): [number, ListRow] | undefined {
    for (const entry of this.#rows) if (test(entry[1])) return entry;
    return undefined;
  }

  async #ask(first: number, count: number): Promise<ListAnswer | undefined> {
    if (!this.question) return undefined;
    return this.#server.ask('FindRows', { ...this.question, first, count });
  }
}
