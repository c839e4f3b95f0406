import { useSignal } from '@preact/signals';
import type { ChatCard, ChatMessageView } from '../../model/chat-view.ts';
import { type Fault, toFault } from '../../model/fault.ts';
import type { AttachmentView } from '../../model/message-view.ts';
import { useFace } from '../face.ts';
import { formats } from '../formats.ts';
import { useAnswer } from '../use-engine.ts';
import { ChatMedia, clipsOf, isPlayable } from './chat-media.tsx';
import { isPicture } from './chat-text.tsx';
import { FileDialog } from './file-dialog.tsx';
import { Icon } from './icon.tsx';
import { linkTarget } from './link-target.ts';
import { FaultNote } from './note.tsx';

/** More lines of code than that are looked at as a file. */
const CODE_LETTERS = 4_000;

/** Files and pictures that stand beside the words of a message; each can be looked at and saved. */
export function ChatFiles(props: {
  row: number;
  view: ChatMessageView;
  pictures: ReadonlyMap<string, string | null>;
}) {
  const { row, view, pictures } = props;
  const { engine, platform } = useFace();
  const looked = useSignal<AttachmentView | null>(null);
  const fault = useSignal<Fault | null>(null);
  const snippets = snippetsOf(view);
  const clips = clipsOf(view);
  const beside = view.attachments.filter(
    (each) => !each.inline && !snippets.has(each.contentId) && !clips.has(each.contentId),
  );
  if (beside.length === 0) return null;
  const read = (index: number) => engine.readAttachment(row, index);
  const save = ({ index }: AttachmentView) => {
    read(index).then(
      ({ name, type, bytes }) => platform.saveFile(name, type, bytes),
      (error: unknown) => {
        fault.value = toFault(error);
      },
    );
  };
  const shown = looked.value;
  return (
    <>
      <ul class="chat-files" aria-label="Files">
        {beside.map((each) => (
          <li key={each.index}>
            {isPicture(each) ? (
              <button
                type="button"
                class="chat-picture"
                onClick={() => {
                  looked.value = each;
                }}
              >
                <img src={pictures.get(each.contentId) ?? undefined} alt={each.name || 'Picture'} />
              </button>
            ) : isPlayable(each) ? (
              <div class="chat-played">
                <ChatMedia row={row} file={each} name={plainName(each.name)} />
                <button
                  type="button"
                  class="button small plain square"
                  title={`Save ${plainName(each.name)}`}
                  onClick={() => save(each)}
                >
                  <Icon name="save" />
                  <span class="heard">Save {plainName(each.name)}</span>
                </button>
              </div>
            ) : (
              <FileCard
                file={each}
                url={view.links.find(({ index }) => index === each.index)?.url ?? null}
                onLook={() => {
                  looked.value = each;
                }}
              />
            )}
          </li>
        ))}
      </ul>
      {fault.value && <FaultNote fault={fault.value} />}
      {shown && (
        <FileDialog
          name={plainName(shown.name)}
          type={shown.type}
          sizeBytes={shown.sizeBytes}
          load={async () => {
            const { bytes } = await read(shown.index);
            return new File([bytes], shown.name, { type: shown.type });
          }}
          onSave={() => save(shown)}
          onClose={() => {
            looked.value = null;
          }}
        />
      )}
    </>
  );
}

function FileCard(props: { file: AttachmentView; url: string | null; onLook(): void }) {
  const { file, url, onLook } = props;
  const name = plainName(file.name);
  const words = (
    <>
      <Icon name="document" />
      <span class="cut" dir="auto">
        {name}
      </span>
      <small class="cut">{keptWords(file, url)}</small>
    </>
  );
  if (file.stored) {
    return (
      <button type="button" class="file-card" title={name} onClick={onLook}>
        {words}
      </button>
    );
  }
  const target = url === null ? undefined : linkTarget(url);
  return target === undefined ? (
    <span class="file-card">{words}</span>
  ) : (
    <a
      class="file-card"
      href={target}
      target="_blank"
      rel="noopener noreferrer nofollow"
      title={target}
    >
      {words}
    </a>
  );
}

function keptWords({ stored, sizeBytes, kind }: AttachmentView, url: string | null): string {
  if (stored) return `${formats.bytes(sizeBytes)}, kept here`;
  const host = url !== null && URL.canParse(url) ? ` on ${new URL(url).host}` : '';
  if (kind === 'link') return `A link${host}; the file is not in your copy`;
  return 'Microsoft did not hand it out';
}

/** Its letters in the order they are written: "invoice[turn]gpj.exe" must not read as a picture. */
function plainName(name: string): string {
  return name.replace(/[\p{Cc}\p{Bidi_Control}\u200B]/gu, '') || '(no name)';
}

/** Code that lies beside its card, by content id. */
export function snippetsOf({ cards, attachments }: ChatMessageView): Map<string, SnippetPlace> {
  const found = new Map<string, SnippetPlace>();
  for (const card of cards) {
    if (!card.type.endsWith('.codesnippet')) continue;
    const id = /"cid:([^"]+)"/.exec(card.data)?.[1];
    const file = attachments.find(({ contentId }) => contentId === id);
    if (file) found.set(file.contentId, { card, file });
  }
  return found;
}

export interface SnippetPlace {
  card: ChatCard;
  file: AttachmentView;
}

/** Code as it was pasted. */
export function CodeSnippet({ row, card, file }: SnippetPlace & { row: number }) {
  const { engine } = useFace();
  const answer = useAnswer(async () => {
    if (!file.stored) return null;
    const { bytes } = await engine.readAttachment(row, file.index);
    return new TextDecoder().decode(bytes);
  }, [row, file.index]);
  const code = answer.value;
  const title = card.title || plainName(file.name);
  return (
    <section class="snippet" aria-label={`Code: ${title}`}>
      <p class="caption" dir="auto">
        {title}
      </p>
      {answer.fault && <FaultNote fault={answer.fault} />}
      {code === null ? (
        <p class="caption">Microsoft did not hand it out</p>
      ) : (
        <pre>
          <code>{code?.slice(0, CODE_LETTERS) ?? card.text}</code>
        </pre>
      )}
      {code && code.length > CODE_LETTERS && (
        <p class="caption">Its first {formats.count(CODE_LETTERS)} letters.</p>
      )}
    </section>
  );
}
