/**
 * Tells `read()` now and again after each change, newest only: a slow listener skips what was
 * overtaken. Ending the loop, even while it waits, unsubscribes.
 */
export function watch<T>(
  read: () => T,
  subscribe: (told: () => void) => () => void,
): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]() {
      let isFresh = true;
      let isOver = false;
      let wake: (() => void) | undefined;
      const unsubscribe = subscribe(() => {
        isFresh = true;
        wake?.();
      });
      return {
        async next() {
          while (!isFresh && !isOver) {
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          }
          if (isOver) return { done: true, value: undefined };
          isFresh = false;
          return { done: false, value: read() };
        },
        async return() {
          isOver = true;
          unsubscribe();
          wake?.();
          return { done: true, value: undefined };
        },
      };
    },
  };
}
