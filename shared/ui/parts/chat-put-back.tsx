import './chat-put-back.css';
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { ContainerKey } from '../../model/item.ts';
import type { PutBackSelection } from '../../model/put-back.ts';
import { type ChatDays, type ChatPart, type PartEdge, partWords, spanOf } from '../chat-part.ts';
import { NO_HISTORY, type PutBackKind, WAY_WORDS } from '../put-back-words.ts';
import { Flyout } from './flyout.tsx';
import { Icon } from './icon.tsx';
import { PartSum, useChosenPart } from './part-choice.tsx';
import { PutBackDialog } from './put-back-dialog.tsx';
import { SaveChat } from './save-chat.tsx';
import { StepDialog } from './step-dialog.tsx';

const EDGES: readonly { edge: PartEdge; words: string }[] = [
  { edge: 'from', words: 'From here' },
  { edge: 'to', words: 'Up to here' },
];
const WAYS: readonly PutBackKind[] = ['mail', 'post', 'files'];
/** Posting into a channel would be another right, and everybody in the team would read it. */
const IN_CHANNELS = WAYS.filter((way) => way !== 'post');

/**
 * What can be done with a chat or a part of it: a button with a menu. Each choice opens a dialog that
 * says what would happen before anything does.
 */
export function ChatPutBack(props: {
  selection: PutBackSelection;
  /** Of which days one can choose; missing: it is about all of the selection. */
  days?: ChatDays | null;
  isChannel?: boolean;
  name?: string;
  /** Its words, or a sign that stands for them. */
  label?: ComponentChildren;
  class?: string;
}) {
  const { selection, days = null, name = 'Save or put back' } = props;
  const open = useSignal<PutBackKind | 'save' | null>(null);
  const close = () => {
    open.value = null;
  };
  return (
    <>
      <Flyout
        class={props.class ?? 'button small'}
        panelClass="put-back-menu"
        name={name}
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
      {open.value === 'save' && <SaveChat selection={selection} days={days} onClose={close} />}
      {open.value !== null && open.value !== 'save' && (
        <PutBackDialog
          key={open.value}
          selection={selection}
          days={days}
          kind={open.value}
          onClose={close}
        />
      )}
    </>
  );
}

/** A part that is marked in the conversation: how much it is, and what can be done with it. */
export function PartBar(props: {
  container: ContainerKey;
  isChannel?: boolean;
  part: ChatPart;
  onClear(): void;
}) {
  const { container, isChannel = false, part, onClear } = props;
  const selection: PutBackSelection = { container, rows: null, span: spanOf(part) };
  // Another part is counted anew.
  const key = `${part.from?.row} ${part.to?.row}`;
  return (
    <section class="talk-part" aria-label="The part that is marked">
      <div>
        <b>{partWords(part)}</b>
        <Counted key={key} selection={selection} />
      </div>
      <div class="line">
        <ChatPutBack
          key={key}
          selection={selection}
          isChannel={isChannel}
          name="Save or put back this part"
          class="button small primary"
        />
        <button type="button" class="button small" onClick={onClear}>
          Clear
        </button>
      </div>
    </section>
  );
}

function Counted({ selection }: { selection: PutBackSelection }) {
  return <PartSum part={useChosenPart(selection, null)} />;
}

/** The same of one message, as a dialog. */
export function PutBackMessage(props: {
  container: ContainerKey;
  isChannel?: boolean;
  row: number;
  /** A part of the conversation begins or ends with it. Missing: no part can be marked. */
  onPart?: ((edge: PartEdge) => void) | undefined;
  onClose(): void;
}) {
  const { container, isChannel, row, onPart, onClose } = props;
  const open = useSignal<PutBackKind | null>(null);
  const selection: PutBackSelection = { container, rows: [row] };
  if (open.value !== null) {
    return (
      <PutBackDialog
        key={open.value}
        selection={selection}
        days={null}
        kind={open.value}
        onClose={onClose}
      />
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
      {onPart && (
        <div class="put-back-edges">
          <p>Or a part of the conversation:</p>
          <div class="line">
            {EDGES.map(({ edge, words }) => (
              <button
                type="button"
                class="button small"
                key={edge}
                onClick={() => {
                  onPart(edge);
                  onClose();
                }}
              >
                {words}
              </button>
            ))}
          </div>
        </div>
      )}
      <div class="line put-back-foot">
        <button type="button" class="button" onClick={onClose}>
          Cancel
        </button>
      </div>
    </StepDialog>
  );
}
