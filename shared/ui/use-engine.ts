import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type Fault, isAbort, toFault } from '../model/fault.ts';

export interface Answer<T> {
  /** The last answer; an earlier one stays until the new one is there, so that nothing flickers. */
  value: T | undefined;
  /** The inputs the value belongs to are the present ones. */
  isCurrent: boolean;
  fault: Fault | null;
  again(): void;
}

/**
 * Asks once for every change of `inputs` and gives the newest answer. An answer that comes after
 * the next question is dropped.
 */
export function useAnswer<T>(ask: () => Promise<T>, inputs: readonly unknown[]): Answer<T> {
  const state = useSignal<Omit<Answer<T>, 'again'>>({
    value: undefined,
    isCurrent: false,
    fault: null,
  });
  const round = useSignal(0);
  const asked = useRef<readonly unknown[] | undefined>(undefined);
  const isNewQuestion = asked.current === undefined || !isSame(asked.current, inputs);

  useEffect(() => {
    let isDropped = false;
    asked.current = inputs;
    ask().then(
      (value) => {
        if (!isDropped) state.value = { value, isCurrent: true, fault: null };
      },
      (error: unknown) => {
        if (isDropped || isAbort(error)) return;
        state.value = { value: undefined, isCurrent: true, fault: toFault(error) };
      },
    );
    return () => {
      isDropped = true;
      state.value = { ...state.peek(), isCurrent: false };
    };
  }, [...inputs, round.value]);

  const { value, fault, isCurrent } = state.value;
  return {
    value,
    fault,
    isCurrent: isCurrent && !isNewQuestion,
    again: () => {
      round.value++;
    },
  };
}

interface Watched<T> {
  value: T | undefined;
  fault: Fault | null;
  /** True when the teller has said all it had to say. */
  isOver: boolean;
}

/** Listens as long as the part that uses it is shown; null listens to nothing. */
export function useWatched<T>(
  watch: (() => AsyncIterable<T>) | null,
  inputs: readonly unknown[],
): Watched<T> {
  const state = useSignal<Watched<T>>({ value: undefined, fault: null, isOver: false });
  useEffect(() => {
    state.value = { value: undefined, fault: null, isOver: false };
    if (watch) return follow(watch(), state);
  }, inputs);
  return state.value;
}

function follow<T>(told: AsyncIterable<T>, state: Signal<Watched<T>>): () => void {
  const iterator = told[Symbol.asyncIterator]();
  let isDropped = false;
  const run = async () => {
    for (;;) {
      const step = await iterator.next();
      if (isDropped) return;
      if (step.done) break;
      state.value = { value: step.value, fault: null, isOver: false };
    }
    state.value = { ...state.peek(), isOver: true };
  };
  run().catch((error: unknown) => {
    if (isDropped || isAbort(error)) return;
    state.value = { ...state.peek(), fault: toFault(error), isOver: true };
  });
  return () => {
    isDropped = true;
    // The other end may be silent for long; nobody waits for it to notice.
    iterator.return?.()?.then(undefined, () => undefined);
  };
}

function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((value, index) => Object.is(value, other[index]));
}
