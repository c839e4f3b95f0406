import type { ChatSummary } from '../../model/chat-lists.ts';
import { useAnswer } from '../use-engine.ts';
import { Icon } from './icon.tsx';
import { FaultNote } from './note.tsx';

const load = () => import('./chat-put-back.tsx');

/** What leads to saving a chat or putting it back; it is loaded once a chat is open. */
export function PutBackButton({ chat }: { chat: ChatSummary }) {
  const { value: parts, fault, again } = useAnswer(load, []);
  if (fault) return <FaultNote fault={fault} again={again} />;
  if (parts === undefined) return null;
  const { account, id } = chat;
  return (
    <parts.ChatPutBack
      key={id}
      container={{ account, source: 'chats', id }}
      isChannel={chat.team !== null}
      class="button small plain square"
      label={<Icon name="restore" />}
    />
  );
}

/** The dialog about one message. */
export function PutBackOf(props: { chat: ChatSummary; row: number; onClose(): void }) {
  const { chat, row, onClose } = props;
  const { value: parts, fault, again } = useAnswer(load, []);
  if (fault) return <FaultNote fault={fault} again={again} />;
  if (parts === undefined) return null;
  const { account, id } = chat;
  return (
    <parts.PutBackMessage
      container={{ account, source: 'chats', id }}
      isChannel={chat.team !== null}
      row={row}
      onClose={onClose}
    />
  );
}
