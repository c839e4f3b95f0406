import './message-body.css';
import picture from '@fluentui/svg-icons/icons/image_16_regular.svg?raw';
import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { AttachmentView, MessageView } from '../../model/message-view.ts';
import { useFace } from '../face.ts';
import { counted } from '../formats.ts';
import { RawIcon } from './icon.tsx';
import { PlainText } from './plain-text.tsx';
import { FRAME_SANDBOX, sanitiseMail } from './sanitise.ts';

/** Pictures that can be shown from bytes; SVG and what a browser does not know are only saved. */
export const PICTURE_TYPE = /^image\/(?:png|jpe?g|gif|webp|bmp|avif)$/i;
/**
 * A picture the text itself shows. What it names but can't show (a drawing in SVG, a picture sent
 * as "some bytes") stays among the attachments, or nobody could reach it.
 */
export function isShownInText({ inline, stored, type }: AttachmentView): boolean {
  return inline && stored && PICTURE_TYPE.test(type);
}

/** So often the frame follows its content's height; a mail that grows with its frame ends there. */
const MOST_RESIZES = 24;

/**
 * The text of a message. HTML stands on its own white paper in a frame that can run nothing and
 * load nothing; pictures from elsewhere wait for a click, those of the mail itself come from the copy.
 */
export function MessageBody({ row, message }: { row: number; message: MessageView }) {
  const { kind, content } = message.body;
  if (kind === 'text') return <PlainText text={content} />;
  return <HtmlBody key={row} row={row} html={content} attachments={message.attachments} />;
}

function HtmlBody(props: { row: number; html: string; attachments: readonly AttachmentView[] }) {
  const { row, html, attachments } = props;
  const loadRemote = useSignal(false);
  const pictures = useOwnPictures(row, html, attachments);
  const mail = useMemo(
    () =>
      pictures &&
      sanitiseMail(html, {
        loadRemote: loadRemote.value,
        // Senders don't agree with themselves on case.
        pictureOf: (id) => pictures.get(id.toLowerCase()),
      }),
    [html, loadRemote.value, pictures],
  );
  if (!mail) return null;
  return (
    <>
      {mail.remotePictures > 0 && !loadRemote.value && (
        <p class="blocked">
          <RawIcon raw={picture} />
          {counted(mail.remotePictures, 'picture')} from elsewhere{' '}
          {mail.remotePictures === 1 ? 'is' : 'are'} not loaded.
          <button
            type="button"
            class="link"
            title="Their sender can see that you opened this message."
            onClick={() => {
              loadRemote.value = true;
            }}
          >
            Load {mail.remotePictures === 1 ? 'it' : 'them'}
          </button>
        </p>
      )}
      {mail.isWordsOnly && (
        <p class="blocked">
          Only its words are shown: there is too much of it to lay out. Save it to open it
          elsewhere.
        </p>
      )}
      <Paper document={mail.document} />
    </>
  );
}

function Paper({ document: content }: { document: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const leadsTo = useSignal('');
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    let cleanUp: (() => void) | undefined;
    const attach = () => {
      cleanUp?.();
      cleanUp = followContent(element, (target) => {
        leadsTo.value = target;
      });
    };
    element.addEventListener('load', attach);
    attach();
    return () => {
      element.removeEventListener('load', attach);
      cleanUp?.();
    };
  }, [content]);
  return (
    <div class="paper">
      <iframe
        ref={frame}
        title="Text of the message"
        sandbox={FRAME_SANDBOX}
        referrerpolicy="no-referrer"
        srcdoc={content}
        style={{ blockSize: '1px' }}
      />
      {leadsTo.value !== '' && (
        <p class="leads-to" aria-hidden="true">
          {leadsTo.value}
        </p>
      )}
    </div>
  );
}

/** The frame is as high as what is in it, and tells where a link leads before it is clicked. */
function followContent(
  frame: HTMLIFrameElement,
  onLink: (target: string) => void,
): (() => void) | undefined {
  const inside = frame.contentDocument;
  if (!inside?.body) return undefined;
  let left = MOST_RESIZES;
  const measure = () => {
    if (left-- <= 0) return;
    const wide = inside.documentElement;
    const scrollbar = wide.scrollWidth > wide.clientWidth ? 16 : 0;
    const height = Math.ceil(inside.body.getBoundingClientRect().height) + scrollbar;
    const next = Math.max(height, inside.body.scrollHeight + scrollbar, 24);
    if (Math.abs(next - frame.clientHeight) > 1) frame.style.blockSize = `${next}px`;
  };
  const observer = new ResizeObserver(measure);
  observer.observe(inside.body);
  inside.addEventListener('load', measure, true);
  const meant = (event: Event) => {
    const target = event.target;
    const link =
      target && 'closest' in target && typeof target.closest === 'function'
        ? target.closest('a[href]')
        : null;
    const href = link?.getAttribute('href') ?? '';
    onLink(href.startsWith('#') ? '' : href);
  };
  for (const name of ['mouseover', 'focusin'] as const) inside.addEventListener(name, meant);
  const forget = () => onLink('');
  inside.addEventListener('mouseleave', forget);
  measure();
  return () => {
    observer.disconnect();
    inside.removeEventListener('load', measure, true);
    for (const name of ['mouseover', 'focusin'] as const) inside.removeEventListener(name, meant);
    inside.removeEventListener('mouseleave', forget);
  };
}

/** Addresses of the mail's own pictures, from the copy; null until they are there. */
function useOwnPictures(
  row: number,
  html: string,
  attachments: readonly AttachmentView[],
): ReadonlyMap<string, string> | null {
  const { engine } = useFace();
  const pictures = useSignal<ReadonlyMap<string, string> | null>(null);
  useEffect(() => {
    let isDropped = false;
    const addresses: string[] = [];
    const named = attachments.filter(isShownInText);
    const load = async ({ index, contentId, type }: AttachmentView) => {
      const { bytes } = await engine.readAttachment(row, index);
      const address = URL.createObjectURL(new Blob([bytes], { type }));
      addresses.push(address);
      return [contentId.toLowerCase(), address] as const;
    };
    // A picture that can't be read leaves a gap in the text, not the text unread.
    Promise.all(named.map((attachment) => load(attachment).catch(() => null))).then((loaded) => {
      if (!isDropped) pictures.value = new Map(loaded.filter((entry) => entry !== null));
    });
    return () => {
      isDropped = true;
      for (const address of addresses) URL.revokeObjectURL(address);
    };
  }, [row, html]);
  return pictures.value;
}
