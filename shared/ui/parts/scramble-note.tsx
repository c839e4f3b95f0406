import { useLocation } from 'preact-iso/router';
import type { Fault } from '../../model/fault.ts';
import type { ScrambleAlarm } from '../../model/scrambled.ts';
import { cannotActBecause } from '../consent.ts';
import { useFace } from '../face.ts';
import { withMoment } from '../moment.ts';
import { scrambleWords } from '../scramble-words.ts';
import { PLACE_WORDS } from '../thing-words.ts';
import { ActButton } from './act-button.tsx';
import { Note } from './note.tsx';
import { PlanningLine } from './planning-line.tsx';

/** Much became unreadable: shown until it is as it was, until the person's word, or for a week. */
export function ScrambleNote(props: { alarm: ScrambleAlarm; onFault(fault: Fault | null): void }) {
  const { alarm, onFault } = props;
  const { account, source, before, until } = alarm;
  const face = useFace();
  const { route } = useLocation();
  const { title, text } = scrambleWords(alarm);
  const putBack = async (asOf: number) => {
    const selection = { kind: 'source', account, source: 'drive', asOf } as const;
    const { id } = await face.restores.plan(selection);
    // Who comes from here wants the contents of then in the place of those of now.
    route(`/restore/${encodeURIComponent(id)}?over=1`);
  };
  return (
    <div class="part">
      <Note kind="gap">
        <p class="strong">{title}</p>
        <p dir="auto">{text}</p>
        <div class="line">
          {source === 'drive' && before !== null && (
            <ActButton
              class="button small primary"
              cannotBecause={cannotActBecause(face)}
              act={() => putBack(before.sequence)}
              onFault={onFault}
            >
              Put the drive back as it was…
            </ActButton>
          )}
          <a
            class="button small"
            href={withMoment(PLACE_WORDS[source].page.path, before?.sequence ?? null)}
          >
            {before === null ? 'Show them' : 'Show that copy'}
          </a>
          <ActButton
            class="button small"
            act={() => face.engine.acceptScrambled(until)}
            onFault={onFault}
          >
            That was me
          </ActButton>
        </div>
        <PlanningLine />
      </Note>
    </div>
  );
}
