/** Everything an async iterable tells, in order. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** One thing where many may come. */
export async function* once<T>(item: T): AsyncGenerator<T, void> {
  yield item;
}

/** Cuts a list into pieces of at most `size`. */
export function* pieces<T>(items: readonly T[], size: number): Generator<T[], void> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}

/**
 * `work` for every item, at most `limit` at once; the answers come in the order of the items. At
 * most `limit` answers are waiting to be taken, so a slow consumer slows the work. When one fails
 * or the consumer stops, no further work is begun.
 */
export async function* mapConcurrent<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  limit: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R, void> {
  const running: Promise<R>[] = [];
  try {
    for await (const item of items) {
      const result = work(item);
      // Whoever takes it sees the failure; until then it must not count as unhandled.
      result.catch(() => {});
      running.push(result);
      if (running.length < limit) continue;
      yield await (running.shift() as Promise<R>);
    }
    for (let next = running.shift(); next !== undefined; next = running.shift()) yield await next;
  } finally {
    await Promise.allSettled(running);
  }
}

/**
 * What up to `limit` of `streams` tell, as one stream, in the order in which it comes. Each stream
 * is at most one step ahead of the consumer. The next stream begins when one has ended; a failure
 * of one ends all.
 */
export async function* mergeConcurrent<T>(
  streams: Iterable<AsyncGenerator<T, void>>,
  limit: number,
): AsyncGenerator<T, void> {
  type Step = { stream: AsyncGenerator<T, void>; result: IteratorResult<T, void> | null };
  const waiting = streams[Symbol.iterator]();
  const open = new Set<AsyncGenerator<T, void>>();
  const ready: (Step & { error?: unknown })[] = [];
  let wake = () => {};
  // A queue instead of a race: racing adds a reaction to a slow stream's promise at every step.
  const advance = (stream: AsyncGenerator<T, void>) => {
    stream.next().then(
      (result) => {
        ready.push({ stream, result });
        wake();
      },
      (error: unknown) => {
        ready.push({ stream, result: null, error });
        wake();
      },
    );
  };
  const begin = () => {
    while (open.size < limit) {
      const next = waiting.next();
      if (next.done === true) return;
      open.add(next.value);
      advance(next.value);
    }
  };
  try {
    begin();
    while (open.size > 0) {
      const step = ready.shift();
      if (step === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      if (step.result === null) {
        open.delete(step.stream);
        throw step.error;
      }
      if (step.result.done === true) {
        open.delete(step.stream);
        begin();
        continue;
      }
      yield step.result.value;
      advance(step.stream);
    }
  } finally {
    await Promise.allSettled([...open].map((stream) => stream.return()));
  }
}

/**
 * The same items, but the next one is already being made while the consumer works on this one.
 * Faults come when their turn comes.
 */
export async function* readAhead<T>(items: AsyncGenerator<T, void>): AsyncGenerator<T, void> {
  let next = items.next();
  try {
    for (;;) {
      const result = await next;
      if (result.done === true) return;
      next = items.next();
      next.catch(() => {});
      yield result.value;
    }
  } finally {
    await items.return().catch(() => {});
  }
}
