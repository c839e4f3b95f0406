import { useSignal } from '@preact/signals';
import type { Fault } from '../../shared/model/fault.ts';
import { useFace } from '../../shared/ui/face.ts';
import { lossWords } from '../../shared/ui/loss-words.ts';
import { ActButton } from '../../shared/ui/parts/act-button.tsx';
import { FaultNote } from '../../shared/ui/parts/note.tsx';
import { leaveFor } from './elsewhere.ts';

/** Much went at once: said here as well, as this is looked at first. */
export function PopupLoss() {
  const { engine, status } = useFace();
  const fault = useSignal<Fault | null>(null);
  const alarm = status.value?.lossAlarm ?? null;
  if (alarm === null) return null;
  const { title, text } = lossWords(alarm);
  return (
    <section class="popup-part" aria-labelledby="loss">
      <h2 id="loss">{title}</h2>
      <p>{text}</p>
      <div class="line">
        <button type="button" class="button small" onClick={() => leaveFor('/')}>
          Show them
        </button>
        <ActButton
          class="button small plain"
          act={() => engine.acceptLosses(alarm.until)}
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
