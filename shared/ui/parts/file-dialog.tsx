import type { FunctionComponent } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Fault, toFault } from '../../model/fault.ts';
import type { FilePreviewProps } from '../preview/file-preview.tsx';
import { FaultNote } from './note.tsx';

interface FileDialogProps extends FilePreviewProps {
  onClose(): void;
}

/** A kept file in a window over the page; what shows it is loaded with the first one. */
export function FileDialog({ onClose, ...file }: FileDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [Preview, setPreview] = useState<FunctionComponent<FilePreviewProps> | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);
  const bring = () => {
    setFault(null);
    import('../preview/file-preview.tsx').then(
      ({ FilePreview }) => setPreview(() => FilePreview),
      (error: unknown) => setFault(toFault(error)),
    );
  };
  useEffect(() => {
    dialog.current?.showModal();
    bring();
  }, []);
  return (
    <dialog ref={dialog} class="file-view" aria-label={file.name} onClose={onClose}>
      <div class="head">
        <h2 class="cut" dir="auto">
          {file.name}
        </h2>
        <form method="dialog">
          <button type="submit" class="button">
            Close
          </button>
        </form>
      </div>
      {fault && <FaultNote fault={fault} again={bring} />}
      {Preview && <Preview {...file} />}
    </dialog>
  );
}
