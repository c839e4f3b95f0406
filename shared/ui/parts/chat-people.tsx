import type { ChatSummary } from '../../model/chat-lists.ts';
import { useFace } from '../face.ts';
import { formats } from '../formats.ts';
import { chatName } from '../talk-words.ts';
import { useAnswer } from '../use-engine.ts';
import { Avatar } from './chat-message.tsx';
import { Dialog } from './dialog.tsx';
import { FaultNote } from './note.tsx';

/** Who is in a chat, and who was, as the copies tell. */
export function ChatPeople({ chat, onClose }: { chat: ChatSummary; onClose(): void }) {
  const { engine, now } = useFace();
  const answer = useAnswer(() => engine.listChatPeople(chat.account, chat.id), [chat.id]);
  const people = answer.value;
  const inIt = people?.filter(({ lastSeenAt }) => lastSeenAt === null) ?? [];
  const before = people?.filter(({ lastSeenAt }) => lastSeenAt !== null) ?? [];
  return (
    <Dialog title={`People in ${chatName(chat)}`} leave="Close" onClose={onClose}>
      {answer.fault && <FaultNote fault={answer.fault} again={answer.again} />}
      {people === null && <p>Microsoft did not tell who is in this chat.</p>}
      {inIt.length > 0 && (
        <ul class="people">
          {inIt.map((each) => (
            <li key={each.id || each.address || each.name}>
              <Avatar name={each.name || each.address} />
              <bdi>{each.name || each.address || 'Somebody without a name'}</bdi>
              <span class="caption">
                {[each.name === '' ? '' : each.address, roleWords(each)].filter(Boolean).join(', ')}
              </span>
            </li>
          ))}
        </ul>
      )}
      {before.length > 0 && (
        <>
          <h3>Not in it any more</h3>
          <ul class="people">
            {before.map((each) => (
              <li key={each.id || each.address || each.name}>
                <Avatar name={each.name || each.address} tone={3} />
                <bdi>{each.name || each.address}</bdi>
                <span class="caption">
                  last seen in it {formats.within(each.lastSeenAt ?? '', now.value)}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Dialog>
  );
}

function roleWords({ isOwner, isGuest }: { isOwner: boolean; isGuest: boolean }): string {
  return isGuest ? 'guest' : isOwner ? 'owner' : '';
}
