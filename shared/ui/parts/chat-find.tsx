import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ChatSummary } from '../../model/chat-lists.ts';
import type { SearchResult } from '../../model/search.ts';
import { useFace } from '../face.ts';
import { counted, formats } from '../formats.ts';
import { chatNoun } from '../talk-words.ts';
import { MarkedText } from './marked-text.tsx';
import { FaultNote } from './note.tsx';
import { useFound } from './use-found.ts';

/** Searches one chat, all of it and also what was said before it was edited or deleted. */
export function ChatFind(props: {
  chat: ChatSummary;
  onGo(result: SearchResult): void;
  onClose(): void;
}) {
  const { chat, onGo, onClose } = props;
  const now = useFace().now.value;
  const text = useSignal('');
  const at = useSignal(-1);
  const field = useRef<HTMLInputElement>(null);
  const { pages, isLoading, fault } = useFound(text.value, {
    account: chat.account,
    source: 'chats',
    id: chat.id,
  });
  void pages?.version.value;
  useEffect(() => field.current?.focus(), []);
  useEffect(() => {
    at.value = -1;
  }, [pages]);
  const total = pages?.total ?? 0;
  const go = (to: number) => {
    const index = Math.max(0, Math.min(total - 1, to));
    const result = pages?.result(index);
    pages?.need(index, index + 1);
    if (!result) return;
    at.value = index;
    onGo(result);
  };
  return (
    <search class="chat-find">
      <div class="line">
        <input
          ref={field}
          type="search"
          class="field"
          placeholder={`Search this ${chatNoun(chat)}`}
          aria-label={`Search this ${chatNoun(chat)}`}
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value;
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape') onClose();
            else if (event.key === 'Enter') go(at.value + (event.shiftKey ? -1 : 1));
            else return;
            event.preventDefault();
          }}
        />
        <span class="caption" role="status">
          {text.value.trim() !== '' && !isLoading && pages && foundWords(chat, total, pages.isAll)}
        </span>
        <button type="button" class="button small plain push" onClick={onClose}>
          Close
        </button>
      </div>
      {fault && <FaultNote fault={fault} />}
      {pages && total > 0 && (
        <ul aria-label="Found">
          {[...Array(Math.min(total, MOST_SHOWN)).keys()].map((index) => {
            const result = pages.result(index);
            if (!result) return null;
            return (
              <li key={result.foundRow}>
                <button
                  type="button"
                  aria-current={index === at.value || undefined}
                  onClick={() => go(index)}
                >
                  <b class="cut">
                    <bdi>{result.from.text || chat.name}</bdi>
                  </b>
                  <time dateTime={result.item.date} title={formats.full(result.item.date)}>
                    {formats.short(result.item.date, now)}
                  </time>
                  <span class="cut" dir="auto">
                    <MarkedText {...pages.snippet(result)} />
                    {result.isEarlier && ' (as it was before)'}
                  </span>
                </button>
              </li>
            );
          })}
        </ul>
      )}
      {total > MOST_SHOWN && (
        <p class="caption">The newest {MOST_SHOWN} are listed. Another word narrows it.</p>
      )}
    </search>
  );
}

const MOST_SHOWN = 50;

function foundWords(chat: ChatSummary, total: number, isAll: boolean): string {
  if (total === 0) return `Nothing found in this ${chatNoun(chat)}.`;
  return `${isAll ? '' : 'More than '}${counted(total, 'message')}`;
}
