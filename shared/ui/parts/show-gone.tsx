import { type Signal, useSignal } from '@preact/signals';
import { useKeys } from '../keys.ts';

/** Whether a page shows what is gone among what is there; G turns it. See `ShowGone`. */
export function useShowsGone(): Signal<boolean> {
  const showsGone = useSignal(true);
  useKeys(
    [
      {
        key: 'g',
        label: 'Show what is gone, or hide it',
        run: () => {
          showsGone.value = !showsGone.peek();
        },
      },
    ],
    [],
  );
  return showsGone;
}

export function ShowGone({ showsGone }: { showsGone: Signal<boolean> }) {
  return (
    <label>
      <input
        type="checkbox"
        checked={showsGone.value}
        onChange={(event) => {
          showsGone.value = event.currentTarget.checked;
        }}
      />
      Show what is gone
    </label>
  );
}
