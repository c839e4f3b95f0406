import { isBusy } from '../overlay-state.ts';
import type { FaceProps } from './face-props.ts';
import { Icon } from './icon.tsx';
import { Consent, RunWords } from './run-words.tsx';
import { whenTrusted } from './trusted.ts';

/** Right after a deletion: quiet, at the corner, until it is used or put away. */
export function Notice({ state, acts, spots }: FaceProps) {
  const { notice, run, isFolded, panel } = state;
  if (notice === null || (panel && spots.isNarrow)) return null;
  const [first] = notice.rows;
  if (first === undefined) return null;
  const ours = run?.at === 'notice' ? run : null;
  const rows = notice.rows.map(({ row }) => row);
  const what =
    notice.rows.length === 1 ? first.subject || '(no subject)' : `${notice.rows.length} messages`;
  const isGone = notice.rows.every((row) => row.state === 'gone');
  return (
    <section
      class={`notice ${isFolded ? '' : 'above-strip'} ${panel ? 'beside-panel' : ''}`}
      aria-label="Holdfast: restore from backup"
    >
      <p class="cut" title={what}>
        <span class="caption">{isGone ? 'Gone from your mailbox' : 'Deleted'}</span>
        <bdi>{what}</bdi>
      </p>
      {ours === null && (
        <button
          type="button"
          class="button small"
          onClick={whenTrusted(() => void acts.restore('notice', { place: notice.place, rows }))}
        >
          Restore from backup
        </button>
      )}
      {ours?.step === 'consent' ? (
        <Consent acts={acts} />
      ) : (
        ours && <RunWords run={ours} acts={acts} />
      )}
      <button
        type="button"
        class="button small plain square"
        aria-label="Put this away"
        aria-disabled={isBusy(ours)}
        onClick={whenTrusted(() => acts.dismiss())}
      >
        <Icon name="dismiss" />
      </button>
    </section>
  );
}
