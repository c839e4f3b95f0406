/** A method named `watch…` tells many times, every other one answers once. */
export type Api<T> = {
  [Name in keyof T]: Name extends `watch${string}`
    ? (...args: never[]) => AsyncIterable<unknown>
    : (...args: never[]) => Promise<unknown>;
};

export function isWatch(method: string): boolean {
  return method.startsWith('watch');
}
