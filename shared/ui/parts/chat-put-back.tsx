import './chat-put-back.css';
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { ContainerKey } from '../../model/item.ts';
import type { PutBackSelection, TranscriptFormat } from '../../model/put-back.ts';
import { useFace } from '../face.ts';
import { NO_HISTORY, type PutBackKind, WAY_WORDS } from '../put-back-words.ts';
import { Flyout } from './flyout.tsx';
import { Icon } from './icon.tsx';
import { lookHere, PutBackDialog } from './put-back-dialog.tsx';
import { SavingLine } from './saving-line.tsx';
import { StepDialog } from './step-dialog.tsx';
import { useSaving } from './use-saving.ts';

const WAYS: readonly PutBackKind[] = ['mail', 'post', 'files'];
/** Posting into a channel would be another right, and everybody in the team would read it. */
const IN_CHANNELS = WAYS.filter((way) => way !== 'post');

/**
 * What can be done with a chat, or with the messages chosen in it: a button with a menu. Each choice
 * opens a dialog that says what would happen before anything does.
 */
export function ChatPutBack(props: {
  container: ContainerKey;
  /** Of the chosen messages; without them it is about the whole chat. */
  rows?: readonly number[];
  isChannel?: boolean;
  /** Its words, or a sign that stands for them. */
  label?: ComponentChildren;
  class?: string;
}) {
  const { container, rows } = props;
  const open = useSignal<PutBackKind | 'save' | null>(null);
  const selection: PutBackSelection = { container, rows: rows === undefined ? null : [...rows] };
  const close = () => {
    open.value = null;
  };
  return (
    <>
      <Flyout
        class={props.class ?? 'button small'}
        panelClass="put-back-menu"
        name="Save or put back"
        label={
          props.label ?? (
            <>
              Save or put back
              <Icon name="down" />
            </>
          )
        }
      >
        <button
          type="button"
          onClick={() => {
            open.value = 'save';
          }}
        >
          Save…
        </button>
        {(props.isChannel ? IN_CHANNELS : WAYS).map((way) => (
          <button
            type="button"
            key={way}
            onClick={() => {
              open.value = way;
            }}
          >
            {WAY_WORDS[way].menu}
          </button>
        ))}
      </Flyout>
      {open.value === 'save' && <SaveDialog selection={selection} onClose={close} />}
      {open.value !== null && open.value !== 'save' && (
        <PutBackDialog key={open.value} selection={selection} kind={open.value} onClose={close} />
      )}
    </>
  );
}

/** The same of one message, as a dialog. */
export function PutBackMessage(props: {
  container: ContainerKey;
  isChannel?: boolean;
  row: number;
  onClose(): void;
}) {
  const { container, isChannel, row, onClose } = props;
  const open = useSignal<PutBackKind | null>(null);
  const selection: PutBackSelection = { container, rows: [row] };
  if (open.value !== null) {
    return (
      <PutBackDialog key={open.value} selection={selection} kind={open.value} onClose={onClose} />
    );
  }
  return (
    <StepDialog title="Put this message back" onLeave={onClose}>
      <p class="quiet">{NO_HISTORY} What can be done instead:</p>
      <div class="put-back-ways">
        {(isChannel ? IN_CHANNELS : WAYS).map((way) => (
          <button
            type="button"
            class="button"
            key={way}
            onClick={() => {
              open.value = way;
            }}
          >
            {WAY_WORDS[way].menu}
          </button>
        ))}
      </div>
      <div class="line put-back-foot">
        <button type="button" class="button" onClick={onClose}>
          Cancel
        </button>
      </div>
    </StepDialog>
  );
}

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

function SaveDialog(props: { selection: PutBackSelection; onClose(): void }) {
  const { selection, onClose } = props;
  const { engine } = useFace();
  const saving = useSaving();
  const format = useSignal<TranscriptFormat>('html');
  const isBusy = saving.running.value !== null;
  return (
    <StepDialog title="Save this conversation" onLeave={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!isBusy) {
            void saving.save(() => engine.watchTranscript(selection, format.value, lookHere()));
          }
        }}
      >
        <p class="quiet">{NO_HISTORY} A file of your own stays readable for ever.</p>
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
          <button type="submit" class="button primary" aria-disabled={isBusy} aria-busy={isBusy}>
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
