import { useSignal } from '@preact/signals';
import type { Fault } from '../../shared/model/fault.ts';
import { useFace } from '../../shared/ui/face.ts';
import { ActButton } from '../../shared/ui/parts/act-button.tsx';
import { FaultNote } from '../../shared/ui/parts/note.tsx';
import { useWatched } from '../../shared/ui/use-engine.ts';
import { missingSentence, readMissingAnchors } from '../missing-anchors.ts';

/**
 * Offers to show Holdfast in Outlook where the person has not allowed it yet; where it is, says what
 * of Outlook's page it could not find.
 */
export function OutlookLine() {
  const { platform, status } = useFace();
  const access = platform.inOutlook;
  const fault = useSignal<Fault | null>(null);
  const { value: isAllowed } = useWatched(access && (() => access.watch()), []);
  if (!access || isAllowed === undefined) return null;
  if (isAllowed) {
    const missing = missingSentence(readMissingAnchors(localStorage));
    return missing && <p class="popup-part">{missing}</p>;
  }
  // Before anything is on its way to being kept there is nothing to show there.
  const isBegun = (status.value?.repository.snapshots ?? 0) > 0 || status.value?.jobs.length;
  if (!isBegun) return null;
  return (
    <section class="popup-part">
      <p>Restore from inside Outlook on the web: what is gone is shown where it was.</p>
      <div class="line">
        <ActButton
          class="button small"
          act={() => access.allow()}
          onFault={(found) => {
            fault.value = found;
          }}
        >
          Show Holdfast in Outlook
        </ActButton>
      </div>
      {fault.value && <FaultNote fault={fault.value} />}
    </section>
  );
}
