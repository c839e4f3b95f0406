import { useFace } from '../face.ts';
import { useAnswer } from '../use-engine.ts';

/**
 * Browsers let no page within another page open their picker for folders: a tab of its own may.
 * Nothing where that is of no use.
 */
export function FolderInOwnTab() {
  const { together } = useFace().platform;
  if (together?.is !== 'extension' || !together.canPickFolderInTab) return null;
  return (
    <>
      <p>
        A second copy in a folder of yours outlasts this browser. It is picked where Holdfast has a
        tab of its own.
      </p>
      <button type="button" class="button small" onClick={together.openTab}>
        Open Holdfast in its own tab
      </button>
    </>
  );
}

/** What the page on the web kept before the extension was there; nothing where it kept none. */
export function OlderCopyPart() {
  const { together } = useFace().platform;
  const older = together?.is === 'extension' ? together.older : null;
  const { value: part } = useAnswer(
    async () => (older === null ? null : import('./older-copy.tsx')),
    [older],
  );
  return part && older && <part.OlderCopyLines older={older} />;
}
