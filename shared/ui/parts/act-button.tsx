import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { type Fault, isAbort, toFault } from '../../model/fault.ts';

/**
 * A button whose work takes a moment: it can't be pressed twice, and hands a fault to the page.
 * Where it can't be used it stays readable and says why.
 */
export function ActButton(props: {
  act(): Promise<unknown>;
  onFault(fault: Fault | null): void;
  class?: string;
  cannotBecause?: string | null;
  children: ComponentChildren;
}) {
  const isBusy = useSignal(false);
  const isOff = isBusy.value || Boolean(props.cannotBecause);
  const press = async () => {
    if (isOff) return;
    isBusy.value = true;
    props.onFault(null);
    try {
      await props.act();
    } catch (error) {
      if (!isAbort(error)) props.onFault(toFault(error));
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <button
      type="button"
      class={props.class ?? 'button'}
      aria-disabled={isOff}
      aria-busy={isBusy.value}
      title={props.cannotBecause ?? undefined}
      onClick={press}
    >
      {props.children}
    </button>
  );
}
