import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ChatSummary } from '../../model/chat-lists.ts';
import type { ChatPutBack } from './chat-put-back.tsx';
import { Icon } from './icon.tsx';

/** What leads to saving a chat or putting it back; it is loaded once a chat is open. */
export function PutBackButton({ chat }: { chat: ChatSummary }) {
  const loaded = useSignal<{ Part: typeof ChatPutBack } | null>(null);
  useEffect(() => {
    import('./chat-put-back.tsx').then(
      (module) => {
        loaded.value = { Part: module.ChatPutBack };
      },
      // Without the network there is nothing to put back; it is tried again with the next chat.
      () => {},
    );
  }, []);
  if (loaded.value === null) return null;
  const { Part } = loaded.value;
  const { account, id } = chat;
  return (
    <Part
      key={id}
      container={{ account, source: 'chats', id }}
      class="button small plain square"
      label={<Icon name="restore" />}
    />
  );
}
