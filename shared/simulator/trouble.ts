import { badRequest, GraphError, itemNotFound } from './graph-error.ts';
import { type Random, seededRandom } from './seed/random.ts';
import type { Message } from './store.ts';

/** The next requests that match fail in this way. */
export interface TroublePlan {
  /** Upper case; any when absent. */
  method?: string;
  /** A part of the path and query below the origin; any when absent. */
  path?: string;
  /** How many matching requests are let through before. */
  after?: number;
  /** How many requests fail. Default 1. */
  times?: number;
  /** Default 503. */
  status?: number;
  code?: string;
  message?: string;
  /** In the Retry-After header. Absent: no such header. */
  retryAfterSeconds?: number;
  /**
   * `error`: Graph's JSON. `empty`: no body. `html`: a gateway's page. `cut`: the real answer, with
   * the connection cut in the middle of the body. `late`: the real answer, after `delayMs`.
   */
  body?: 'error' | 'empty' | 'html' | 'cut' | 'late';
  delayMs?: number;
}

/**
 * What is wrong with one item:
 * - `broken`: every request for it is answered with 500, and so is each page that shows its body.
 * - `ghost`: delta tells of it, reading it says 404.
 * - `no-mime`: its MIME can't be made; its JSON and attachments can be read.
 * - `no-attachments`: its attachments can't be read.
 */
export type ItemTrouble = 'broken' | 'ghost' | 'no-mime' | 'no-attachments';

/** How delta queries misbehave within what the documentation allows. */
export interface DeltaQuirks {
  /** Every nth page is empty with a nextLink; 0: none. */
  emptyPageEvery: number;
  /** Every nth entry is told a second time on a later page; 0: none. */
  replayEvery: number;
  /** Entries come in no order. */
  shuffled: boolean;
  /** Changes are told this much later. */
  lagMs: number;
  /**
   * With immutable ids, a message that left a folder and came back between two rounds is told as
   * removed. Source: github.com/microsoftgraph/microsoft-graph-docs/issues/21752.
   */
  returningIsRemoved: boolean;
}

export const NO_QUIRKS: DeltaQuirks = {
  emptyPageEvery: 0,
  replayEvery: 0,
  shuffled: false,
  lagMs: 0,
  returningIsRemoved: false,
};

/** Everything that can go wrong, by plan or by seed. Nothing does unless it was asked for. */
export class Troubles {
  readonly quirks: DeltaQuirks = { ...NO_QUIRKS };
  /** MIME is made anew each time, so that its boundaries differ from call to call. */
  changingBoundaries = true;
  /** The mailbox is full: nothing can be created. */
  isFull = false;
  /** Attachments longer than this come without `contentBytes`; by default all come with them. */
  mostInlineBytes = Number.POSITIVE_INFINITY;
  readonly #plans: { plan: TroublePlan; toSkip: number; left: number }[] = [];
  readonly #items = new Map<number, ItemTrouble>();
  #random: { next: Random; rate: number; statuses: readonly number[] } | undefined;
  #boundaries = 0;

  plan(plan: TroublePlan): void {
    this.#plans.push({ plan, toSkip: plan.after ?? 0, left: plan.times ?? 1 });
  }

  /** A share of all requests fails with one of `statuses`, always the same for a seed. */
  failAtRandom(
    seed: number,
    rate: number,
    statuses: readonly number[] = [429, 500, 503, 504],
  ): void {
    this.#random = rate > 0 ? { next: seededRandom(seed, 'trouble'), rate, statuses } : undefined;
  }

  breakItem(message: Message, trouble: ItemTrouble | null): void {
    if (trouble) this.#items.set(message.serial, trouble);
    else this.#items.delete(message.serial);
  }

  /** Forgets all plans, broken items and quirks. */
  clear(): void {
    this.#plans.length = 0;
    this.#items.clear();
    this.#random = undefined;
    this.isFull = false;
    this.mostInlineBytes = Number.POSITIVE_INFINITY;
    Object.assign(this.quirks, NO_QUIRKS);
  }

  /** What becomes of this request to Graph; undefined: it is answered as it should be. */
  next(method: string, pathAndQuery: string): TroublePlan | undefined {
    const planned = this.planned(method, pathAndQuery);
    if (planned) return planned;
    if (!this.#random || this.#random.next() >= this.#random.rate) return undefined;
    const { next, statuses } = this.#random;
    const status = statuses[Math.floor(next() * statuses.length)] ?? 503;
    return status === 429 || status === 503 ? { status, retryAfterSeconds: 1 } : { status };
  }

  /** The plan for this request, if there is one; chance is left out. */
  planned(method: string, pathAndQuery: string): TroublePlan | undefined {
    for (const entry of this.#plans) {
      const { plan } = entry;
      if (entry.left === 0 || (plan.method ?? method) !== method) continue;
      if (plan.path !== undefined && !pathAndQuery.includes(plan.path)) continue;
      if (entry.toSkip > 0) {
        entry.toSkip -= 1;
        continue;
      }
      entry.left -= 1;
      return plan;
    }
    return undefined;
  }

  isGhost(message: Message): boolean {
    return this.#items.get(message.serial) === 'ghost';
  }

  /** Faults: what reading this item ends in. */
  checkItem(message: Message): void {
    const trouble = this.#items.get(message.serial);
    if (trouble === 'ghost') throw itemNotFound();
    if (trouble === 'broken') {
      throw new GraphError(500, 'ErrorContentConversionFailed', 'Content conversion failed.');
    }
  }

  checkContent(message: Message, content: 'mime' | 'attachments'): void {
    const trouble = this.#items.get(message.serial);
    if (trouble === 'no-mime' && content === 'mime') {
      throw new GraphError(
        500,
        'ErrorMimeContentConversionFailed',
        'MIME content conversion failed.',
      );
    }
    if (trouble === 'no-attachments' && content === 'attachments') {
      throw new GraphError(
        500,
        'ErrorCannotOpenFileAttachment',
        'OLE conversion failed for an attachment.',
      );
    }
  }

  /**
   * One broken item makes the whole page fail as long as bodies are asked for.
   * Source: github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/7758.
   */
  checkPage(page: readonly Message[], properties: ReadonlySet<string>): void {
    if (
      !properties.has('body') &&
      !properties.has('uniqueBody') &&
      !properties.has('bodyPreview')
    ) {
      return;
    }
    if (page.some(({ serial }) => this.#items.get(serial) === 'broken')) {
      throw new GraphError(500, 'InternalServerError', 'Error while processing response.');
    }
  }

  /** Faults: 507 `ErrorQuotaExceeded` when the mailbox is full. */
  checkRoom(): void {
    if (!this.isFull) return;
    throw new GraphError(
      507,
      'ErrorQuotaExceeded',
      'The mailbox has exceeded its quota, and the operation could not be completed.',
    );
  }

  freshBoundary(): string {
    if (this.changingBoundaries) this.#boundaries += 1;
    return `_000_${this.#boundaries.toString(16).padStart(12, '0')}simulator_`;
  }
}

/** Plans come from outside: what does not fit is refused rather than ignored. */
export function checkPlan(value: unknown): TroublePlan {
  const types: Record<keyof TroublePlan, string> = {
    method: 'string',
    path: 'string',
    after: 'number',
    times: 'number',
    status: 'number',
    code: 'string',
    message: 'string',
    retryAfterSeconds: 'number',
    body: 'string',
    delayMs: 'number',
  };
  const entries = Object.entries(value ?? {});
  for (const [name, each] of entries) {
    if (types[name as keyof TroublePlan] !== typeof each) {
      throw badRequest(`A plan has no '${name}' of this type.`);
    }
  }
  // Every member was just compared with the type it must have.
  return Object.fromEntries(entries) as TroublePlan;
}
