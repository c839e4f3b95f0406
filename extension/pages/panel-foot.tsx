import type { Signal } from '@preact/signals';
import { cannotActBecause } from '../../shared/ui/consent.ts';
import { useFace } from '../../shared/ui/face.ts';
import { formats } from '../../shared/ui/formats.ts';
import { type HereRestores, isBusyHere } from '../../shared/ui/restore-here.ts';
import { type Chosen, emptyChoice } from './chosen.ts';
import { HereRunLine } from './here-run.tsx';

/** At the bottom edge: what is ticked, and the latest restore with its undo. */
export function PanelFoot({ here, chosen }: { here: HereRestores; chosen: Signal<Chosen> }) {
  const face = useFace();
  const cannot = cannotActBecause(face);
  const { rows } = chosen.value;
  const isBusy = isBusyHere(here.run.value);
  if (rows.size === 0 && here.run.value === null) return null;
  const restore = () => {
    if (cannot !== null || isBusy) return;
    const wanted = [...rows];
    chosen.value = emptyChoice();
    void here.restore(wanted);
  };
  return (
    <footer class="panel-foot">
      <HereRunLine here={here} />
      {rows.size > 0 && (
        <div class="line">
          <button
            type="button"
            class="button small primary"
            aria-disabled={cannot !== null || isBusy}
            title={cannot ?? undefined}
            onClick={restore}
          >
            Restore {formats.count(rows.size)}
          </button>
          <button
            type="button"
            class="button small plain"
            onClick={() => {
              chosen.value = emptyChoice();
            }}
          >
            Let go of them
          </button>
        </div>
      )}
    </footer>
  );
}
