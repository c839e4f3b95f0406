import { useSignal } from '@preact/signals';
import { type Fault, isAbort, toFault } from '../model/fault.ts';
import type { Refusal } from './lock-words.ts';

export interface Task {
  isBusy: boolean;
  /** Why what was typed can't be taken; beside the field. */
  refused: string | null;
  fault: Fault | null;
  /** For a form's `onSubmit`; a second press while it is at work does nothing. */
  run(event: Event): void;
}

/**
 * What a form does, that takes a moment and may fail. `act` resolves with a refusal when what was
 * typed can't be taken.
 */
export function useTask(act: () => Promise<Refusal | null>): Task {
  const isBusy = useSignal(false);
  const refused = useSignal<string | null>(null);
  const fault = useSignal<Fault | null>(null);
  const work = async () => {
    isBusy.value = true;
    refused.value = null;
    fault.value = null;
    try {
      refused.value = (await act())?.refused ?? null;
    } catch (error) {
      if (!isAbort(error)) fault.value = toFault(error);
    } finally {
      isBusy.value = false;
    }
  };
  return {
    isBusy: isBusy.value,
    refused: refused.value,
    fault: fault.value,
    run: (event) => {
      event.preventDefault();
      if (!isBusy.peek()) void work();
    },
  };
}
