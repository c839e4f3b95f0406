import { isBusy } from '../overlay-state.ts';
import { copied, count, sentenceOf } from '../words.ts';
import type { FaceProps } from './face-props.ts';
import { Icon, Mark } from './icon.tsx';
import { whenTrusted } from './trusted.ts';

/** The strip at the bottom edge: folded it is a tab at the corner. It never opens by itself. */
export function Strip(props: FaceProps) {
  return props.state.isFolded ? <FoldedStrip {...props} /> : <OpenStrip {...props} />;
}

function FoldedStrip({ state, acts }: FaceProps) {
  const { sight, run, panel } = state;
  if (!sight) return null;
  const done = run?.job?.done ?? 0;
  const words =
    run && isBusy(run) && panel === null
      ? `Holdfast, ${run.kind === 'undo' ? 'taking out' : 'restoring'} ${count(done)} of ${count(run.total)}`
      : `Holdfast, ${copied(sight)}`;
  return (
    <button
      type="button"
      class="tab corner"
      aria-expanded="false"
      onClick={whenTrusted(() => acts.fold(false))}
    >
      <Mark size={14} />
      <span class="said">{words}</span>
    </button>
  );
}

function OpenStrip({ state, acts, spots }: FaceProps) {
  const { sight } = state;
  if (!sight) return null;
  const isTold = sight.state === 'ready';
  return (
    <section class="strip" aria-label="Holdfast">
      <span class="when">
        <Mark size={18} />
        <b>{isTold ? 'Now' : 'Holdfast'}</b>
        {isTold && <span class="caption">{copied(sight)}</span>}
      </span>
      <p class="cut">{spots.isNarrow && isTold ? '' : sentenceOf(sight)}</p>
      <span class="line">
        <button
          type="button"
          class="button small"
          onClick={whenTrusted(() => void acts.openHoldfast())}
        >
          <Icon name="open" />
          {OPEN_WORDS[sight.state] ?? 'Open Holdfast'}
        </button>
        <button
          type="button"
          class="button small plain square"
          aria-label="Fold until I open it again"
          title="Fold until I open it again"
          aria-expanded="true"
          onClick={whenTrusted(() => acts.fold(true))}
        >
          <Icon name="fold" />
        </button>
      </span>
    </section>
  );
}

const OPEN_WORDS: Readonly<Record<string, string>> = {
  locked: 'Unlock…',
  'signed-out': 'Sign in again…',
};
