import { useSignal } from '@preact/signals';
import type { Fault } from '../../shared/model/fault.ts';
import { useFace } from '../../shared/ui/face.ts';
import { ActButton } from '../../shared/ui/parts/act-button.tsx';
import { FaultNote } from '../../shared/ui/parts/note.tsx';
import { alarmWords } from '../../shared/ui/scramble-words.ts';
import { leaveFor } from './elsewhere.ts';

/** Much became unreadable or went at once: said here as well, as this is looked at first. */
export function PopupLoss() {
  const { engine, status } = useFace();
  const fault = useSignal<Fault | null>(null);
  if (status.value === null) return null;
  const { lossAlarm, scrambleAlarm } = status.value;
  const words = alarmWords({ lossAlarm, scrambleAlarm });
  if (words === null) return null;
  const accept = async () => {
    if (scrambleAlarm !== null) await engine.acceptScrambled(scrambleAlarm.until);
    else if (lossAlarm !== null) await engine.acceptLosses(lossAlarm.until);
  };
  return (
    <section class="popup-part" aria-labelledby="loss">
      <h2 id="loss">{words.title}</h2>
      <p dir="auto">{words.text}</p>
      <div class="line">
        <button type="button" class="button small" onClick={() => leaveFor('/')}>
          Show them
        </button>
        <ActButton
          class="button small plain"
          act={accept}
          onFault={(found) => {
            fault.value = found;
          }}
        >
          That was me
        </ActButton>
      </div>
      {fault.value && <FaultNote fault={fault.value} />}
    </section>
  );
}
