import type { Fault } from '../../model/fault.ts';
import type { EngineStatus } from '../../rpc/protocol.ts';
import { useFace } from '../face.ts';
import { type LossAlarm, lossWords } from '../loss-words.ts';
import { ActButton } from './act-button.tsx';
import { Note } from './note.tsx';

/** Much went at once: shown until the person has said that it was right, or the week is over. */
export function LossNote(props: {
  alarm: LossAlarm;
  lost: EngineStatus['goneThisWeek'];
  onFault(fault: Fault | null): void;
}) {
  const { alarm, lost, onFault } = props;
  const { engine } = useFace();
  const { title, text } = lossWords(alarm);
  const [only, ...others] = lost;
  // Several folders stand below, each with its own way back.
  const where =
    only && others.length === 0 ? `/mail/${encodeURIComponent(only.container)}` : '#lost';
  return (
    <div class="part">
      <Note kind="gap">
        <p class="strong">{title}</p>
        <p>{text}</p>
        <div class="line">
          <a class="button small" href={where}>
            Show them
          </a>
          <ActButton
            class="button small"
            act={() => engine.acceptLosses(alarm.until)}
            onFault={onFault}
          >
            That was me
          </ActButton>
        </div>
      </Note>
    </div>
  );
}
