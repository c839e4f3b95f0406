import type { ChatSummary } from '../../model/chat-lists.ts';
import type { ChatPart, PartEdge } from '../chat-part.ts';
import { useAnswer } from '../use-engine.ts';
import { Icon } from './icon.tsx';
import { FaultNote } from './note.tsx';

const load = () => import('./chat-put-back.tsx');

/** What leads to saving a chat or putting it back; it is loaded once a chat is open. */
export function PutBackButton({ chat }: { chat: ChatSummary }) {
  const { account, id, firstDate, last } = chat;
  const { value: parts, fault, again } = useAnswer(load, []);
  if (fault) return <FaultNote fault={fault} again={again} />;
  if (parts === undefined) return null;
  const container = { account, source: 'chats', id } as const;
  return (
    <parts.ChatPutBack
      key={id}
      isChannel={chat.team !== null}
      selection={{ container, rows: null }}
      days={firstDate && last ? { first: firstDate, last: last.date } : null}
      class="button small plain square"
      label={<Icon name="restore" />}
    />
  );
}

/** What leads to the same for a part that is marked. */
export function PutBackPart(props: { chat: ChatSummary; part: ChatPart; onClear(): void }) {
  const { account, id, team } = props.chat;
  const { value: parts, fault, again } = useAnswer(load, []);
  if (fault) return <FaultNote fault={fault} again={again} />;
  if (parts === undefined) return null;
  const container = { account, source: 'chats', id } as const;
  return (
    <parts.PartBar
      container={container}
      isChannel={team !== null}
      part={props.part}
      onClear={props.onClear}
    />
  );
}

/** The dialog about one message. */
export function PutBackOf(props: {
  chat: ChatSummary;
  row: number;
  onPart: ((edge: PartEdge) => void) | undefined;
  onClose(): void;
}) {
  const { chat, row, onPart, onClose } = props;
  const { value: parts, fault, again } = useAnswer(load, []);
  if (fault) return <FaultNote fault={fault} again={again} />;
  if (parts === undefined) return null;
  const { account, id } = chat;
  return (
    <parts.PutBackMessage
      container={{ account, source: 'chats', id }}
      isChannel={chat.team !== null}
      row={row}
      onPart={onPart}
      onClose={onClose}
    />
  );
}
