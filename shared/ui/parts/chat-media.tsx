import play from '@fluentui/svg-icons/icons/play_16_filled.svg?raw';
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ChatCard, ChatMessageView } from '../../model/chat-view.ts';
import { type Fault, toFault } from '../../model/fault.ts';
import type { AttachmentView } from '../../model/message-view.ts';
import { useFace } from '../face.ts';
import { formats } from '../formats.ts';
import { RawIcon } from './icon.tsx';
import { FaultNote } from './note.tsx';

/** What browsers play. The type the player is told is one of these, whatever a file calls itself. */
const PLAYED = /^(audio|video)\/(?:mp4|mpeg|ogg|wav|webm|aac|flac)$/;
/** It is read as a whole; a longer film is looked at as a file. */
const MOST_BYTES = 200 * 1024 * 1024;

export function isPlayable({ stored, type, sizeBytes }: AttachmentView): boolean {
  return stored && PLAYED.test(type) && sizeBytes <= MOST_BYTES;
}

/** Clips that were spoken or filmed in Teams: a card and its bytes, by content id. */
export function clipsOf({ cards, attachments }: ChatMessageView): Map<string, Clip> {
  const found = new Map<string, Clip>();
  for (const card of cards.filter(isClip)) {
    const id = /"cid:([^"]+)"/.exec(card.data)?.[1];
    const file = attachments.find(({ contentId }) => contentId === id);
    if (file && isPlayable(file)) found.set(file.contentId, { card, file });
  }
  return found;
}

export interface Clip {
  card: ChatCard;
  file: AttachmentView;
}

/** Source: learn.microsoft.com/microsoftteams/platform, cards reference. */
export function isClip({ type }: ChatCard): boolean {
  return /card\.(?:audio|video)$/i.test(type);
}

/** What a clip is called that has no title. */
export function clipName({ type, title }: ChatCard): string {
  return title || (/audio$/i.test(type) ? 'Voice clip' : 'Video clip');
}

/**
 * Sound or film in its place in the conversation. Nothing of it is read before it is played; then it is
 * read from the copy, and let go with the message.
 */
export function ChatMedia(props: { row: number; file: AttachmentView; name: string }) {
  const { row, file, name } = props;
  const { engine } = useFace();
  const address = useSignal<string | null>(null);
  const isComing = useSignal(false);
  const fault = useSignal<Fault | null>(null);
  const isBroken = useSignal(false);
  const player = useRef<HTMLMediaElement>(null);
  const isGone = useRef(false);
  useEffect(
    () => () => {
      isGone.current = true;
      if (address.peek() !== null) URL.revokeObjectURL(address.peek() ?? '');
    },
    [],
  );
  useEffect(() => {
    // The button that had the focus is gone.
    if (address.value !== null) player.current?.focus();
  }, [address.value]);
  const bring = () => {
    if (isComing.peek()) return;
    isComing.value = true;
    fault.value = null;
    engine
      .readAttachment(row, file.index)
      .then(
        ({ bytes }) => {
          if (isGone.current) return;
          address.value = URL.createObjectURL(new Blob([bytes], { type: file.type }));
        },
        (error: unknown) => {
          fault.value = toFault(error);
        },
      )
      .finally(() => {
        isComing.value = false;
      });
  };
  if (isBroken.value) return <p class="caption">{name}: this browser can’t play it.</p>;
  if (address.value !== null) {
    const shared = {
      ref: player as never,
      src: address.value,
      controls: true,
      autoplay: true,
      'aria-label': name,
      onError: () => {
        isBroken.value = true;
      },
    } as const;
    return (
      <div class="chat-media">
        {file.type.startsWith('audio') ? <audio {...shared} /> : <video {...shared} playsInline />}
        <p class="caption cut" dir="auto">
          {name}
        </p>
      </div>
    );
  }
  return (
    <>
      <button
        type="button"
        class="file-card"
        aria-busy={isComing.value}
        aria-label={`Play ${name}, ${formats.bytes(file.sizeBytes)}`}
        onClick={bring}
      >
        <RawIcon raw={play} />
        <span class="cut" dir="auto">
          {name}
        </span>
        <small class="cut">
          {isComing.value ? 'Getting it…' : `Play, ${formats.bytes(file.sizeBytes)}`}
        </small>
      </button>
      {fault.value && <FaultNote fault={fault.value} again={bring} />}
    </>
  );
}
