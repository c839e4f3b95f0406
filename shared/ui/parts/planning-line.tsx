import { useFace } from '../face.ts';
import { formats } from '../formats.ts';

/** While Microsoft is asked about more than a moment's worth of things. */
export function PlanningLine() {
  const { restores } = useFace();
  const planning = restores.planning.value;
  if (planning === null || planning.total === 0) return null;
  const { done, total } = planning;
  const words = 'Asking OneDrive what it still has';
  return (
    <div class="working">
      <p>
        {words}
        <span class="number">
          : {formats.count(done)} of {formats.count(total)}
        </span>
      </p>
      <progress aria-label={words} max={total} value={done} />
      <button type="button" class="button small" onClick={() => restores.stopPlanning()}>
        Stop
      </button>
    </div>
  );
}
