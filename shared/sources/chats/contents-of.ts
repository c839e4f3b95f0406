import { attachmentsOf, jsonIn, type MessageMeta, shownOf } from './chat-meta.ts';
import type { Json } from './graph-chat.ts';

/** Bytes that belong to a message and lie elsewhere. */
export interface WantedContent {
  /** The same in every state of the message. */
  key: string;
  kind: 'picture' | 'snippet' | 'file';
  /** Of what Graph itself keeps, below the version; of a file its address. */
  place: string;
  name: string;
}

/**
 * Graph's address of a hosted content, in a body or a card: of any version, in any cloud. What
 * strangers write is in these bodies, so each part must be one that an id could be.
 */
const HOSTED =
  /\/(?:v1\.0|beta)(\/(?:me\/|users\/[\w.@%-]+\/)?(?:chats|teams)\/[\w:.@%=+~/-]+?\/hostedContents\/([\w%=+~:,.-]+))\/\$value/g;
/** Where Microsoft's own files lie; other addresses lead to other services. */
const FILE_HOST =
  /^https:\/\/([\w-]+\.)*(sharepoint(-df|-mil)?\.(com|us|de|cn)|onedrive\.live\.com|1drv\.ms|microsoftpersonalcontent\.com)\//i;

/** What there is to fetch of a message as it is now. Of a deleted one nothing is there any more. */
export function contentsOf(message: Json): WantedContent[] {
  const shown = shownOf(message);
  if (shown.deletedDateTime) return [];
  return contentsIn(shown.body?.content ?? '', shown.attachments ?? []);
}

/** The same with what it held before, as it is stored still. */
export function keysOf({ message, earlier = [] }: MessageMeta): Set<string> {
  const before = earlier.flatMap(({ body, attachments }) =>
    contentsIn(String(body.content ?? ''), attachments ?? []),
  );
  return new Set([...contentsOf(message), ...before].map(({ key }) => key));
}

function contentsIn(body: string, list: readonly unknown[]): WantedContent[] {
  const found = new Map<string, WantedContent>();
  const note = (content: WantedContent) => {
    if (!found.has(content.key)) found.set(content.key, content);
  };
  for (const each of hostedIn(body)) note({ ...each, kind: 'picture', name: '' });
  for (const { type, url, name, content } of attachmentsOf(list)) {
    const isSnippet = /codesnippet/i.test(type);
    const title = isSnippet ? String(jsonIn(content).name ?? name) : name;
    for (const each of hostedIn(`${content} ${url}`)) {
      note({ ...each, kind: isSnippet ? 'snippet' : 'picture', name: title });
    }
    if (type === 'reference' && FILE_HOST.test(url)) {
      note({ key: `file ${url}`, kind: 'file', place: url, name });
    }
  }
  return [...found.values()];
}

/** Ids of hosted contents that a text names, in their order. */
export function hostedIn(text: string): { key: string; place: string }[] {
  return [...text.matchAll(HOSTED)].flatMap(([, place = '', id = '']) => {
    const isSound = !place
      .split('/')
      .some((part) => /^(\.|%2e)+$/i.test(part) || /%2f|%5c/i.test(part));
    return isSound ? [{ key: `hosted ${id}`, place: `${place}/$value` }] : [];
  });
}

/** A text with the addresses of hosted contents replaced. */
export function withHosted(text: string, replace: (key: string) => string | null): string {
  const address = new RegExp(`https?://[^\\s"'<>]*?${HOSTED.source}`, 'g');
  return text.replace(address, (whole, _place, id) => replace(`hosted ${id}`) ?? whole);
}
