import type { ItemRow, SourceName } from '../../model/item.ts';
import { useFace } from '../face.ts';
import { formats } from '../formats.ts';
import type { RowRestore } from '../row-restores.ts';
import { FAULT_SENTENCES } from '../sentences.ts';
import { PLACE_WORDS } from '../thing-words.ts';
import { ChangedMark } from './changed-mark.tsx';
import { Icon } from './icon.tsx';
import { GoneMark, MovedMark } from './mark.tsx';
import { Offer } from './offer.tsx';

/**
 * One line of a list. It is a single thing to those who listen; what can be clicked in it carries
 * `data-act` and is answered by the list, whose keys do the same.
 */
export function ItemLine(props: {
  item: ItemRow;
  showTo: boolean;
  isGone: boolean;
  movedToName: string | null;
}) {
  const { item, isGone, movedToName } = props;
  const face = useFace();
  const now = face.now.value;
  const restore = face.restores.rows.value.get(item.row);
  const people = props.showTo ? item.to || '(nobody yet)' : item.from || '(no sender)';
  return (
    <>
      <span class="tick" data-act="choose" />
      <span class="from cut" dir="auto">
        {people}
      </span>
      <time dateTime={item.date} title={formats.full(item.date)}>
        {formats.short(item.date, now)}
      </time>
      <span class="subject cut" dir="auto">
        {item.isDraft && <span class="draft">Draft </span>}
        {item.subject || '(no subject)'}
      </span>
      <span class="signs">
        {item.isFlagged && <Sign icon="flag" label="flagged" />}
        {item.hasAttachments && <Sign icon="attachment" label="with attachments" />}
        {!item.whole && <Sign icon="warning" label="attachments still missing" />}
        {isGone && <GoneMark isShort label="gone from your mailbox, kept here" />}
        {item.since === 'changed' && <ChangedMark isShort label="changed since" />}
        {movedToName !== null && <MovedMark isShort label={`moved to ${movedToName}`} />}
      </span>
      <span class="preview cut" dir="auto">
        {restore ? <RestoreWords state={restore} source={item.source} /> : item.preview}
      </span>
      {isGone && !restore && <Offer />}
    </>
  );
}

function Sign({ icon, label }: { icon: 'flag' | 'attachment' | 'warning'; label: string }) {
  return (
    <span class={`sign sign-${icon}`} title={label}>
      <Icon name={icon} />
      <span class="heard">{label}</span>
    </span>
  );
}

/** What became of restoring this one, in its own place. */
export function RestoreWords({ state, source }: { state: RowRestore; source: SourceName }) {
  const words = restoreWords(state, source);
  return (
    <span class={`became ${state.kind}`}>
      {words}{' '}
      {state.kind === 'restored' && state.journal && state.item.nowId && (
        <span class="undo" data-act="undo" aria-hidden="true">
          Undo
        </span>
      )}
    </span>
  );
}

export function restoreWords(state: RowRestore, source: SourceName): string {
  switch (state.kind) {
    case 'asking':
    case 'restoring':
      return 'Restoring…';
    case 'here':
      return state.folder
        ? `It is in ${state.folder} already. Nothing was done.`
        : `It is in ${PLACE_WORDS[source].place} already. Nothing was done.`;
    case 'restored':
      if (state.item.state === 'equal') return 'Restored, equal.';
      if (state.item.state === 'left-alone') return 'Left alone: it is there.';
      return `Restored, but ${state.item.differences.length === 1 ? 'one thing is' : `${state.item.differences.length} things are`} not as it was.`;
    case 'undoing':
      return 'Taking it out again…';
    case 'undone':
      return `Undone: it was moved to ${PLACE_WORDS[source].bin} or back to where it was.`;
    case 'failed':
      return `Not restored. ${FAULT_SENTENCES[state.fault.code].happened}`;
  }
}
