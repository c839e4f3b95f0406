import { useSignal } from '@preact/signals';
import type { PutBackSelection, TranscriptFormat } from '../../model/put-back.ts';
import type { ChatDays } from '../chat-part.ts';
import { useFace } from '../face.ts';
import { NO_HISTORY } from '../put-back-words.ts';
import { PartChoice, useChosenPart } from './part-choice.tsx';
import { lookHere } from './put-back-dialog.tsx';
import { SavingLine } from './saving-line.tsx';
import { StepDialog } from './step-dialog.tsx';
import { useSaving } from './use-saving.ts';

const FORMATS: readonly { format: TranscriptFormat; name: string; words: string }[] = [
  {
    format: 'html',
    name: 'A page',
    words: 'Opens in every browser, prints well, with pictures and files inside.',
  },
  { format: 'csv', name: 'A table (CSV)', words: 'One line for each message, for a spreadsheet.' },
  {
    format: 'json',
    name: 'Data (JSON)',
    words: 'Everything, with pictures and files, for programs.',
  },
];

/** A conversation, or a part of it, as one file. */
export function SaveChat(props: {
  selection: PutBackSelection;
  days: ChatDays | null;
  onClose(): void;
}) {
  const { onClose } = props;
  const { engine } = useFace();
  const part = useChosenPart(props.selection, props.days);
  const saving = useSaving();
  const format = useSignal<TranscriptFormat>('html');
  const isBusy = saving.running.value !== null;
  const { selection } = part;
  const canSave = !isBusy && selection !== null && part.count?.messages !== 0;
  return (
    <StepDialog title="Save this conversation" onLeave={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!canSave || selection === null) return;
          void saving.save(() => engine.watchTranscript(selection, format.value, lookHere()));
        }}
      >
        <p class="quiet">{NO_HISTORY} A file of your own stays readable for ever.</p>
        <PartChoice part={part} />
        <fieldset class="put-back-formats">
          <legend class="heard">As what</legend>
          {FORMATS.map((each) => (
            <label key={each.format}>
              <input
                type="radio"
                name="format"
                checked={format.value === each.format}
                onChange={() => {
                  format.value = each.format;
                }}
              />
              <span>
                <strong>{each.name}</strong>
                <span class="caption">{each.words}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <SavingLine saving={saving} isBytes={false} />
        <div class="line">
          <button type="submit" class="button primary" aria-disabled={!canSave} aria-busy={isBusy}>
            Save
          </button>
          <button type="button" class="button" onClick={onClose}>
            {saving.done.value ? 'Close' : 'Cancel'}
          </button>
        </div>
      </form>
    </StepDialog>
  );
}
