import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Fault } from '../../model/fault.ts';
import type { AttachmentView } from '../../model/message-view.ts';
import { useFace } from '../face.ts';
import { formats } from '../formats.ts';
import { ActButton } from './act-button.tsx';
import { Icon } from './icon.tsx';
import { isShownInText, PICTURE_TYPE } from './message-body.tsx';
import { FaultNote } from './note.tsx';

/** What came with the message, each saved from the copy; pictures can be looked at first. */
export function Attachments(props: { row: number; attachments: readonly AttachmentView[] }) {
  const { engine, platform } = useFace();
  const fault = useSignal<Fault | null>(null);
  const looked = useSignal<{ name: string; address: string } | null>(null);
  const note = (found: Fault | null) => {
    fault.value = found;
  };
  const shown = props.attachments.filter((attachment) => !isShownInText(attachment));
  if (shown.length === 0) return null;
  const save = async ({ index }: AttachmentView) => {
    const { name, type, bytes } = await engine.readAttachment(props.row, index);
    platform.saveFile(name, type, bytes);
  };
  const look = async ({ index, name, type }: AttachmentView) => {
    const { bytes } = await engine.readAttachment(props.row, index);
    looked.value = {
      name: plainName(name),
      address: URL.createObjectURL(new Blob([bytes], { type })),
    };
  };
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
                {PICTURE_TYPE.test(attachment.type) && (
                  <ActButton
                    class="button small plain square"
                    act={() => look(attachment)}
                    onFault={note}
                  >
                    <Icon name="picture" />
                    <span class="heard">Show {plainName(attachment.name)}</span>
                  </ActButton>
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
      {looked.value && (
        <PictureDialog
          {...looked.value}
          onClose={() => {
            if (looked.value) URL.revokeObjectURL(looked.value.address);
            looked.value = null;
          }}
        />
      )}
    </>
  );
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

function PictureDialog(props: { name: string; address: string; onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} class="picture-view" aria-label={props.name} onClose={props.onClose}>
      <form method="dialog">
        <img src={props.address} alt={props.name} />
        <div class="line">
          <button type="submit" class="button">
            Close
          </button>
        </div>
      </form>
    </dialog>
  );
}
