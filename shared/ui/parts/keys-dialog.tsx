import { useFace } from '../face.ts';
import { pageKeys } from '../keys.ts';
import { Dialog } from './dialog.tsx';

/** Every key that works on the page that is open. */
export function KeysDialog({ onClose }: { onClose(): void }) {
  const { settings } = useFace();
  return (
    <Dialog title="Keys of this page" leave="Close" onClose={onClose}>
      <dl class="keys">
        {settings.value.singleLetterKeys &&
          pageKeys.value.map(({ key, label }) => (
            <KeyLine key={key} keys={key.toUpperCase()} label={label} />
          ))}
        <KeyLine keys="F6" label="Next pane; with Shift the one before" />
        <KeyLine keys="Alt+1 … Alt+4" label="Home, Mail, Journal, Settings" />
        <KeyLine keys="↑ ↓ Home End" label="Move in a list" />
        <KeyLine keys="Space, Shift+↑ ↓, Ctrl+A" label="Choose in a list" />
        <KeyLine keys="Enter" label="Open" />
        <KeyLine keys="Esc" label="Let go of what is chosen; close" />
        <KeyLine keys="?" label="This list" />
      </dl>
    </Dialog>
  );
}

function KeyLine({ keys, label }: { keys: string; label: string }) {
  return (
    <>
      <dt>
        <kbd>{keys}</kbd>
      </dt>
      <dd>{label}</dd>
    </>
  );
}
