import { useSignal } from '@preact/signals';
import { type Fault, toFault } from '../../model/fault.ts';
import type { AttachmentView } from '../../model/message-view.ts';
import { useFace } from '../face.ts';
import { formats } from '../formats.ts';
import { promisedKind } from '../preview/known-kinds.ts';
import { ActButton } from './act-button.tsx';
import { FileDialog } from './file-dialog.tsx';
import { Icon } from './icon.tsx';
import { isShownInText } from './message-body.tsx';
import { FaultNote } from './note.tsx';

/** What came with the message, each saved from the copy; most kinds can be looked at first. */
export function Attachments(props: { row: number; attachments: readonly AttachmentView[] }) {
  const { engine, platform } = useFace();
  const fault = useSignal<Fault | null>(null);
  const looked = useSignal<AttachmentView | null>(null);
  const note = (found: Fault | null) => {
    fault.value = found;
  };
  const shown = props.attachments.filter((attachment) => !isShownInText(attachment));
  if (shown.length === 0) return null;
  const save = async ({ index }: AttachmentView) => {
    const { name, type, bytes } = await engine.readAttachment(props.row, index);
    platform.saveFile(name, type, bytes);
  };
  const load = async ({ index, name, type }: AttachmentView) => {
    const { bytes } = await engine.readAttachment(props.row, index);
    return new File([bytes], name, { type });
  };
  const shownFile = looked.value;
  return (
    <>
      <ul class="attachments" aria-label="Attachments">
        {shown.map((attachment) => (
          <li class="attachment" key={attachment.index}>
            <Icon name={attachment.kind === 'message' ? 'mail' : 'document'} />
            <span class="cut" dir="auto" title={plainName(attachment.name)}>
              {plainName(attachment.name)}
            </span>
            <small>{keptWords(attachment)}</small>
            {attachment.stored && (
              <span class="does">
                {isShownHere(attachment) && (
                  <button
                    type="button"
                    class="button small plain square"
                    onClick={() => {
                      note(null);
                      looked.value = attachment;
                    }}
                  >
                    <Icon name="eye" size={16} />
                    <span class="heard">Show {plainName(attachment.name)}</span>
                  </button>
                )}
                <ActButton
                  class="button small plain square"
                  act={() => save(attachment)}
                  onFault={note}
                >
                  <Icon name="save" />
                  <span class="heard">Save {plainName(attachment.name)}</span>
                </ActButton>
              </span>
            )}
          </li>
        ))}
      </ul>
      {fault.value && <FaultNote fault={fault.value} />}
      {shownFile && (
        <FileDialog
          name={plainName(shownFile.name)}
          type={shownFile.type}
          sizeBytes={shownFile.sizeBytes}
          load={() => load(shownFile)}
          onSave={() => {
            save(shownFile).catch((error: unknown) => note(toFault(error)));
          }}
          onClose={() => {
            looked.value = null;
          }}
        />
      )}
    </>
  );
}

function isShownHere({ kind, name, type }: AttachmentView): boolean {
  return kind === 'file' && !['none', 'undecoded'].includes(promisedKind(name, type).shownAs);
}

function keptWords({ sizeBytes, stored, kind }: AttachmentView): string {
  if (kind === 'link') return 'A link to a file elsewhere; the file is not in the message';
  if (!stored) return 'Microsoft did not hand it out';
  return `${formats.bytes(sizeBytes)}, kept here`;
}

/** Its letters in the order they are written: "invoice[turn]gpj.exe" must not read as a picture. */
function plainName(name: string): string {
  return name.replace(/[\p{Cc}\p{Bidi_Control}\u200B]/gu, '') || '(no name)';
}
