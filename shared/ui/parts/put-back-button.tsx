import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ChatSummary } from '../../model/chat-lists.ts';
import { Icon } from './icon.tsx';

type Loaded = typeof import('./chat-put-back.tsx');

/** What leads to saving a chat or putting it back; it is loaded once a chat is open. */
export function PutBackButton({ chat }: { chat: ChatSummary }) {
  const Part = useLoaded()?.ChatPutBack;
  if (Part === undefined) return null;
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

/** The dialog about one message. */
export function PutBackOf(props: { chat: ChatSummary; row: number; onClose(): void }) {
  const { chat, row, onClose } = props;
  const Part = useLoaded()?.PutBackMessage;
  if (Part === undefined) return null;
  const { account, id } = chat;
  return <Part container={{ account, source: 'chats', id }} row={row} onClose={onClose} />;
}

function useLoaded(): Loaded | null {
  const loaded = useSignal<{ module: Loaded } | null>(null);
  useEffect(() => {
    import('./chat-put-back.tsx').then(
      (module) => {
        loaded.value = { module };
      },
      // Without the network there is nothing to put back; it is tried again with the next chat.
      () => {},
    );
  }, []);
  return loaded.value?.module ?? null;
}
