import { type Signal, useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { localDay } from '../../lib/local-day.ts';
import type { Fault } from '../../model/fault.ts';
import type { ConversationCount, PutBackSelection } from '../../model/put-back.ts';
import type { EngineApi } from '../../rpc/protocol.ts';
import { type ChatDays, countWords, selectDays } from '../chat-part.ts';
import { useFace } from '../face.ts';
import { useWatched } from '../use-engine.ts';
import { DayField } from './day-field.tsx';
import { FaultNote } from './note.tsx';

/** What of a chat a dialog is about: by days, where `days` tells which there are. */
export interface ChosenPart {
  days: (ChatDays & { from: Signal<string>; to: Signal<string> }) | null;
  /** null: the days that are chosen are none, and `problem` says why. */
  selection: PutBackSelection | null;
  problem: string | null;
  count: ConversationCount | null;
  fault: Fault | null;
}

/** `given` is all of it that can be chosen from; its first and last day are chosen to begin with. */
export function useChosenPart(given: PutBackSelection, days: ChatDays | null): ChosenPart {
  const { engine } = useFace();
  const from = useSignal(days ? localDay(days.first) : '');
  const to = useSignal(days ? localDay(days.last) : '');
  const { selection, problem } = useMemo(
    () =>
      days ? selectDays(given, days, from.value, to.value) : { selection: given, problem: null },
    [from.value, to.value],
  );
  const told = useWatched(selection && (() => countOf(engine, selection)), [selection]);
  return {
    days: days && { ...days, from, to },
    selection,
    problem,
    // What was told of other days says nothing of these.
    count: told.value?.selection === selection ? told.value.count : null,
    fault: told.fault,
  };
}

async function* countOf(engine: EngineApi, selection: PutBackSelection) {
  for await (const count of engine.watchCount(selection)) yield { selection, count };
}

/** From which day to which, and how much that is. */
export function PartChoice({ part }: { part: ChosenPart }) {
  const { days, selection, problem } = part;
  if (days === null) {
    return (
      <div class="put-back-part">
        <PartSum part={part} />
      </div>
    );
  }
  const [min, max] = [localDay(days.first), localDay(days.last)];
  const isAll = selection?.span === undefined && problem === null;
  return (
    <fieldset class="put-back-part">
      <legend class="heard">Which part</legend>
      <div class="line">
        <DayField label="From" day={days.from} min={min} max={max} />
        <DayField label="To" day={days.to} min={min} max={max} />
        {!isAll && (
          <button
            type="button"
            class="button small plain"
            onClick={() => {
              days.from.value = min;
              days.to.value = max;
            }}
          >
            All days
          </button>
        )}
      </div>
      <PartSum part={part} />
    </fieldset>
  );
}

/** How much it is, told again when it changes. */
export function PartSum({ part: { problem, count, fault } }: { part: ChosenPart }) {
  return (
    <>
      <p class="caption" role="status">
        {problem ?? (count === null ? 'Counting…' : sumWords(count))}
      </p>
      {fault && <FaultNote fault={fault} />}
    </>
  );
}

function sumWords(count: ConversationCount): string {
  return count.messages === 0 ? 'Nothing was written on these days.' : countWords(count);
}
