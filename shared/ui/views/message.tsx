import './message.css';
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import type { Fault } from '../../model/fault.ts';
import type { ItemRow } from '../../model/item.ts';
import type { ContainerSummary } from '../../model/lists.ts';
import type { MessageNote, MessageView, Person } from '../../model/message-view.ts';
import { cannotActBecause } from '../consent.ts';
import { useFace } from '../face.ts';
import { formats } from '../formats.ts';
import { initials } from '../initials.ts';
import { ActButton } from '../parts/act-button.tsx';
import { Attachments } from '../parts/attachments.tsx';
import { ChangedMark } from '../parts/changed-mark.tsx';
import { Icon } from '../parts/icon.tsx';
import { isGone } from '../parts/item-list.tsx';
import { restoreWords } from '../parts/item-row.tsx';
import { ItemStates } from '../parts/item-states.tsx';
import { GoneMark, MovedMark } from '../parts/mark.tsx';
import { MessageBody } from '../parts/message-body.tsx';
import { FaultNote, Note } from '../parts/note.tsx';
import { isBack } from '../restores.ts';
import { useAnswer } from '../use-engine.ts';

const NOTES: Readonly<Record<MessageNote, string>> = {
  'left-out': 'You have chosen not to copy what is in it; its name, size and dates are kept.',
  'not-whole': 'Its attachments are not all here yet; they are asked for again with the next copy.',
  'broken-mime':
    'The message was sent damaged. What could be read of it is shown; nothing is left out of the copy.',
  encrypted:
    'The message is encrypted. The copy keeps it as it is; it can be read where its key is.',
  'body-missing': 'Microsoft did not hand out the text of this message.',
};

/** One message as it was kept, what became of it, and the way back. */
export function Message(props: {
  row: number;
  folders: readonly ContainerSummary[];
  backTo: string;
}) {
  const { row, folders, backTo } = props;
  const { engine, status } = useFace();
  const snapshotAt = status.value?.repository.lastSnapshotAt;
  const heading = useRef<HTMLHeadingElement>(null);
  const answer = useAnswer(async () => {
    const [item, message] = await Promise.all([engine.readRow(row), engine.readMessage(row)]);
    return { item, message };
  }, [row, snapshotAt]);
  useEffect(() => {
    // On a phone the list it was opened from is out of sight, and took the focus with it.
    const at = document.activeElement;
    if (at === document.body || !at?.checkVisibility({ visibilityProperty: true })) {
      heading.current?.focus({ preventScroll: true });
    }
  }, [answer.value?.item.row]);
  if (answer.fault) {
    return (
      <>
        <Acts backTo={backTo} />
        <div class="letter">
          <h1 class="heard">Message</h1>
          <FaultNote fault={answer.fault} again={answer.again} />
        </div>
      </>
    );
  }
  if (!answer.value) return <Acts backTo={backTo} />;
  const { item, message } = answer.value;
  const movedTo = folders.find(({ id }) => id === item.movedTo)?.name;
  return (
    <>
      <Acts backTo={backTo}>
        <MessageActs item={item} />
      </Acts>
      <div class="letter">
        <h1 ref={heading} tabIndex={-1} dir="auto">
          {message.subject || '(no subject)'}
        </h1>
        <Facts item={item} message={message} movedTo={movedTo} />
        <div class="sheet">
          <Head message={message} item={item} />
          {message.notes.length > 0 && (
            <div class="message-notes">
              <Note kind="gap">
                {message.notes.map((note) => (
                  <p key={note}>{NOTES[note]}</p>
                ))}
              </Note>
            </div>
          )}
          <div class="text">
            <MessageBody row={item.row} message={message} />
          </div>
          <Attachments row={item.row} attachments={message.attachments} />
          <Headers message={message} />
        </div>
        {item.kind === 'file' && <OlderVersions item={item} />}
      </div>
    </>
  );
}

/** Fetched for files only. */
function OlderVersions({ item }: { item: ItemRow }) {
  const { value: parts } = useAnswer(() => import('../parts/kept-versions.tsx'), []);
  return parts ? <parts.KeptVersions item={item} type="" /> : null;
}

function Acts({ backTo, children }: { backTo: string; children?: ComponentChildren }) {
  return (
    <div class="acts">
      <a class="button plain square to-list" href={backTo} aria-label="Back to the list">
        <Icon name="back" />
      </a>
      {children}
    </div>
  );
}

function MessageActs({ item }: { item: ItemRow }) {
  const face = useFace();
  const { route } = useLocation();
  const fault = useSignal<Fault | null>(null);
  const note = (found: Fault | null) => {
    fault.value = found;
  };
  const state = face.restores.rows.value.get(item.row);
  const isDone = isBack(face.restores.rows.value, item.row);
  const isBusy =
    state?.kind === 'asking' || state?.kind === 'restoring' || state?.kind === 'undoing';
  const restore = async () => {
    const plan = await face.restores.restoreRow(item.row);
    if (plan) route(`/restore/${encodeURIComponent(plan.id)}`);
  };
  const save = async () => {
    const { name, type, bytes } = await face.engine.exportItem(item.row);
    face.platform.saveFile(name, type, bytes);
  };
  return (
    <>
      {!isDone && (
        <ActButton
          class={isGone(item) ? 'button small primary' : 'button small'}
          cannotBecause={cannotActBecause(face) ?? (isBusy ? 'It is under way' : null)}
          act={restore}
          onFault={note}
        >
          <Icon name="restore" />
          Restore
        </ActButton>
      )}
      {state && (
        <span class={`became ${state.kind}`}>
          {restoreWords(state, 'mail')}
          {state.kind === 'restored' && state.journal && (
            <>
              {state.item.state === 'differs' && <a href={`/journal/${state.journal}`}>Show</a>}
              <button type="button" class="link" onClick={() => face.restores.undoRow(item.row)}>
                Undo
              </button>
            </>
          )}
        </span>
      )}
      <ActButton class="button small plain" act={save} onFault={note}>
        <Icon name="save" />
        Save
      </ActButton>
      <button type="button" class="button small plain" onClick={() => print()}>
        <Icon name="print" />
        Print
      </button>
      {fault.value && <FaultNote fault={fault.value} />}
    </>
  );
}

function Facts(props: { item: ItemRow; message: MessageView; movedTo: string | undefined }) {
  const { item, message } = props;
  const { restores, now: clock } = useFace();
  const now = clock.value;
  return (
    <div class="facts">
      {isGone(item) && !isBack(restores.rows.value, item.row) && (
        <GoneMark label="Gone from your mailbox" />
      )}
      {item.since === 'changed' && <ChangedMark label="Changed since" />}
      {item.movedTo && <MovedMark label={`Moved to ${props.movedTo ?? 'another folder'}`} />}
      {item.lastSeenAt && (
        <span title={formats.full(item.lastSeenAt)}>
          Last seen here {formats.short(item.lastSeenAt, now)}
        </span>
      )}
      <span title={formats.full(item.firstKeptAt)}>
        First kept {formats.short(item.firstKeptAt, now)}
      </span>
      {message.isDraft && <span>Draft</span>}
      {!message.isRead && <span>Unread</span>}
      {message.flag !== 'none' && (
        <span>{message.flag === 'flagged' ? 'Flagged' : 'Flag marked complete'}</span>
      )}
      {message.importance !== 'normal' && (
        <span>{message.importance === 'high' ? 'High importance' : 'Low importance'}</span>
      )}
      {message.categories.map((category) => (
        <span class="category" key={category} dir="auto">
          {category}
        </span>
      ))}
      <ItemStates item={item} />
    </div>
  );
}

function Head({ message, item }: { message: MessageView; item: ItemRow }) {
  const { from, sender } = message;
  const now = useFace().now.value;
  const date = message.date ?? item.date;
  const isOnBehalf = sender && from && sender.address !== from.address && sender.address !== '';
  return (
    <header>
      <span class="face" aria-hidden="true">
        {initials(from?.name || from?.address || '?')}
      </span>
      <span class="cut" dir="auto">
        <span class="strong">{from ? from.name || from.address : '(no sender)'}</span>{' '}
        {from?.name && from.address && <bdi class="quiet">{from.address}</bdi>}
        {isOnBehalf && <span class="quiet"> sent by {nameOf(sender)}</span>}
      </span>
      <time dateTime={date} title={formats.full(date)}>
        {formats.short(date, now)}
      </time>
      <People label="To" people={message.to} />
      <People label="Cc" people={message.cc} />
      <People label="Bcc" people={message.bcc} />
      {message.replyTo.length > 0 && message.replyTo[0]?.address !== from?.address && (
        <People label="Answers go to" people={message.replyTo} />
      )}
    </header>
  );
}

function nameOf({ name, address }: Person): string {
  return name || address;
}

function People({ label, people }: { label: string; people: readonly Person[] }) {
  if (people.length === 0) return null;
  return (
    <p>
      {label}{' '}
      {people.map((person, index) => (
        <bdi key={`${person.address} ${index}`} title={person.address}>
          {index > 0 && '; '}
          {nameOf(person)}
        </bdi>
      ))}
    </p>
  );
}

function Headers({ message }: { message: MessageView }) {
  if (message.headers.length === 0) return null;
  return (
    <details class="headers">
      <summary>All header lines</summary>
      <dl>
        {message.headers.map(({ name, value }, index) => [
          <dt key={`${name} ${index}`}>{name}</dt>,
          <dd key={`${name} ${index} value`}>{value}</dd>,
        ])}
      </dl>
    </details>
  );
}
