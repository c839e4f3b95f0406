import { cannotActBecause } from '../../shared/ui/consent.ts';
import { useFace } from '../../shared/ui/face.ts';
import { counted, formats } from '../../shared/ui/formats.ts';
import { GoneMark } from '../../shared/ui/parts/mark.tsx';
import { type HereRestores, isBusyHere } from '../../shared/ui/restore-here.ts';
import { leaveFor, showPanel } from './elsewhere.ts';
import { HereRunLine } from './here-run.tsx';
import { useOpenPlace } from './use-open-place.ts';

/** In the popup: what is gone from the conversation and the folder that Outlook shows. */
export function OpenBlock({ here }: { here: HereRestores }) {
  const open = useOpenPlace();
  const run = here.run.value;
  if (open === null) return null;
  const { known, goneOfFolder } = open;
  const { folder } = known;
  const gone = open.gone.filter(({ row }) => !here.outcomes.value.has(row));
  if (gone.length === 0 && goneOfFolder === 0 && run === null) return null;
  return (
    <section class="popup-part popup-open" aria-labelledby="open">
      <h2 id="open" class="caption">
        {gone.length > 0 || run
          ? 'In the conversation you have open'
          : 'In the folder you have open'}
      </h2>
      {gone.length > 0 && !isBusyHere(run) && run?.kind !== 'consent' && (
        <div class="popup-pair">
          <p>
            <GoneMark label={`${formats.count(gone.length)} gone`} /> from it, kept here
          </p>
          <RestoreButton here={here} rows={gone.map(({ row }) => row)} />
        </div>
      )}
      <HereRunLine here={here} askBeside={showPanel} />
      {folder && goneOfFolder > 0 && (
        <div class="popup-pair">
          <p class="cut" title={folder.name}>
            Folder <bdi>{folder.name}</bdi>: {formats.count(goneOfFolder)} gone
          </p>
          <button
            type="button"
            class="button small"
            onClick={() => leaveFor(`/mail/${encodeURIComponent(folder.id)}`)}
          >
            Show<span class="heard"> {counted(goneOfFolder, 'message')} gone from it</span>
          </button>
        </div>
      )}
    </section>
  );
}

function RestoreButton({ here, rows }: { here: HereRestores; rows: number[] }) {
  const face = useFace();
  const cannot = cannotActBecause(face);
  const label =
    rows.length === 1 ? 'Restore' : rows.length === 2 ? 'Restore both' : `Restore ${rows.length}`;
  return (
    <button
      type="button"
      class="button small primary"
      aria-disabled={cannot !== null}
      title={cannot ?? undefined}
      onClick={() => cannot === null && void here.restore(rows)}
    >
      {label}
    </button>
  );
}
