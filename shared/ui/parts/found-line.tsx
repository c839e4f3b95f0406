import type { ContainerId } from '../../model/ids.ts';
import type { SourceName } from '../../model/item.ts';
import type { Marked, SearchResult } from '../../model/search.ts';
import { useFace } from '../face.ts';
import { formats } from '../formats.ts';
import { Icon } from './icon.tsx';
import { RestoreWords } from './item-row.tsx';
import { GoneMark, MovedMark } from './mark.tsx';
import { MarkedText } from './marked-text.tsx';
import { Offer } from './offer.tsx';

const IN_PLACE: Readonly<Record<SourceName, string>> = {
  mail: 'in your mailbox',
  drive: 'in your files',
  chats: 'in your chats',
};

/** One thing that was found: its words, where it was, and where it is now. */
export function FoundLine(props: {
  result: SearchResult;
  snippet: Marked;
  isGone: boolean;
  pathOf(container: ContainerId): string;
  nameOf(container: ContainerId): string;
}) {
  const { result, isGone } = props;
  const { item, subject, from } = result;
  const face = useFace();
  const now = face.now.value;
  const restore = face.restores.rows.value.get(item.row);
  return (
    <>
      <span class="tick" data-act="choose" />
      <span class="subject cut" dir="auto">
        {item.isDraft && <span class="draft">Draft </span>}
        {subject.text === '' ? '(no subject)' : <MarkedText {...subject} />}
        {item.hasAttachments && (
          <span class="sign" title="with attachments">
            <Icon name="attachment" />
            <span class="heard">with attachments</span>
          </span>
        )}
      </span>
      <time dateTime={item.date} title={formats.full(item.date)}>
        {formats.short(item.date, now)}
      </time>
      <span class="found-in cut">
        <bdi>{from.text === '' ? '(no sender)' : <MarkedText {...from} />}</bdi>
        {', '}
        <bdi>{props.pathOf(item.container)}</bdi>
        {result.isEarlier && ', as it was before'}
      </span>
      <span class="found-now">
        {item.movedTo !== null ? (
          <MovedMark label={`to ${props.nameOf(item.movedTo)}`} />
        ) : isGone && item.lastSeenAt !== null ? (
          <span title={`Gone from your mailbox; last seen ${formats.full(item.lastSeenAt)}`}>
            <GoneMark label={`gone, last seen ${formats.short(item.lastSeenAt, now)}`} />
          </span>
        ) : (
          IN_PLACE[item.source]
        )}
      </span>
      <span class="preview cut" dir="auto">
        {restore ? (
          <RestoreWords state={restore} source={item.source} />
        ) : (
          <MarkedText {...props.snippet} />
        )}
      </span>
      {isGone && !restore && <Offer />}
    </>
  );
}
