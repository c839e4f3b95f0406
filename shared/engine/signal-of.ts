/** `serve` adds a signal to what is watched; a call from this side may have none. */
export function signalOf(rest: readonly unknown[]): AbortSignal | undefined {
  const last = rest.at(-1);
  return last instanceof AbortSignal ? last : undefined;
}
