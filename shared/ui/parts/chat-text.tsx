import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ChatText } from '../../model/chat-view.ts';
import type { AttachmentView } from '../../model/message-view.ts';
import { useFace } from '../face.ts';
import { useAnswer } from '../use-engine.ts';
import { sanitiseChat } from './chat-html.ts';
import { PlainText } from './plain-text.tsx';

/** Pictures that can be shown from bytes. SVG and what a browser does not know are files. */
const PICTURE_TYPE = /^image\/(?:png|jpe?g|gif|webp|bmp|avif)$/i;

export function isPicture({ type, stored }: AttachmentView): boolean {
  return stored && PICTURE_TYPE.test(type);
}

/** What a message says, with its kept pictures in it. */
export function ChatWords(props: { text: ChatText; pictures: ReadonlyMap<string, string | null> }) {
  const { text, pictures } = props;
  if (text.kind === 'text') return <PlainText text={text.content} />;
  return <HtmlWords html={text.content} pictures={pictures} />;
}

function HtmlWords(props: { html: string; pictures: ReadonlyMap<string, string | null> }) {
  const { html, pictures } = props;
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const pictureOf = (id: string) => pictures.get(id);
    place.current?.replaceChildren(sanitiseChat(html, { pictureOf }));
  }, [html, pictures]);
  return <div ref={place} class="words" dir="auto" />;
}

const NONE: ReadonlyMap<string, string | null> = new Map();

/** Addresses of a message's kept pictures, by content id; null for those that are not kept. */
export function useChatPictures(
  row: number,
  attachments: readonly AttachmentView[],
): ReadonlyMap<string, string | null> {
  const { engine } = useFace();
  const shown = attachments.filter((each) => each.inline || isPicture(each));
  const answer = useAnswer(async () => {
    const found = await Promise.all(
      shown.map(async (each): Promise<[string, string | null]> => {
        if (!isPicture(each)) return [each.contentId, null];
        const { bytes, type } = await engine.readAttachment(row, each.index);
        return [each.contentId, URL.createObjectURL(new Blob([bytes], { type }))];
      }),
    );
    return new Map(found);
  }, [row, shown.length]);
  const urls = answer.value;
  useLayoutEffect(
    () => () => {
      for (const url of urls?.values() ?? []) if (url !== null) URL.revokeObjectURL(url);
    },
    [urls],
  );
  if (answer.fault) return new Map(shown.map(({ contentId }) => [contentId, null]));
  return urls ?? NONE;
}
