import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type Fault, isAbort, toFault } from '../../model/fault.ts';
import type { Saving } from '../../model/saving.ts';
import { useFace } from '../face.ts';

/** A file that is being made for the person, one at a time. Leaving the page ends it. */
export function useSaving() {
  const { platform } = useFace();
  const running = useSignal<Saving | null>(null);
  const done = useSignal<Saving | null>(null);
  const fault = useSignal<Fault | null>(null);
  const steps = useRef<AsyncIterator<Saving> | null>(null);

  const stop = () => {
    void steps.current?.return?.();
    steps.current = null;
    running.value = null;
  };
  useEffect(() => stop, []);

  /** Hands the file to the browser's downloads when it is there. */
  const save = async (watch: () => AsyncIterable<Saving>) => {
    stop();
    done.value = null;
    fault.value = null;
    running.value = { done: 0, total: 0, failed: 0, file: null };
    const mine = watch()[Symbol.asyncIterator]();
    steps.current = mine;
    try {
      for (;;) {
        const step = await mine.next();
        if (steps.current !== mine || step.done) return;
        running.value = step.value;
        if (step.value.file === null) continue;
        platform.handOut(step.value.file);
        done.value = step.value;
      }
    } catch (error) {
      if (steps.current === mine && !isAbort(error)) fault.value = toFault(error);
    } finally {
      if (steps.current === mine) stop();
    }
  };
  return { running, done, fault, save, stop };
}
