import { useSignal } from '@preact/signals';
import { type Fault, toFault } from '../../model/fault.ts';
import type { OlderCopy } from '../../model/platform.ts';
import { useFace } from '../face.ts';
import { counted, formats } from '../formats.ts';
import { ActButton } from './act-button.tsx';
import { Dialog } from './dialog.tsx';
import { FaultNote } from './note.tsx';

/** How large it is, from when, and whether it may go. */
export function OlderCopyLines({ older }: { older: OlderCopy }) {
  const { announcement } = useFace();
  const isGone = useSignal(false);
  const isAsking = useSignal(false);
  const fault = useSignal<Fault | null>(null);
  const size = formats.bytes(older.bytes);
  const remove = () => {
    fault.value = null;
    older.remove().then(
      () => {
        announcement.value = `The older copy is removed; ${size} are free again.`;
        isGone.value = true;
      },
      (error: unknown) => {
        fault.value = toFault(error);
      },
    );
  };
  if (isGone.value) return null;
  return (
    <section>
      <h2>An older copy in this page</h2>
      <p>
        {older.folder !== null && `In the folder ${older.folder}. `}
        {older.snapshots > 0 && `${size}, ${counted(older.snapshots, 'moment')}${spanOf(older)}. `}
        {older.isHandedOver
          ? 'All of it is in the extension’s copy, too.'
          : 'It is another one than the extension’s: what is in it may be nowhere else. Nothing is added to it.'}
      </p>
      <div class="line">
        <ActButton
          class="button small"
          act={older.show}
          onFault={(found) => {
            fault.value = found;
          }}
        >
          Show it
        </ActButton>
        {older.isHandedOver && older.folder === null && (
          <button
            type="button"
            class="button small"
            onClick={() => {
              isAsking.value = true;
            }}
          >
            Remove it…
          </button>
        )}
      </div>
      {fault.value && <FaultNote fault={fault.value} />}
      {isAsking.value && (
        <Dialog
          title="Remove the older copy from this page?"
          answer={{ label: `Remove it, free ${size}`, run: remove }}
          leave="Keep it"
          onClose={() => {
            isAsking.value = false;
          }}
        >
          <p>
            All of it was brought into the extension, and compared there. The extension’s copy and
            your mailbox at Microsoft are not touched. If you remove the extension later, its copy
            goes with it, and this one would not be there any more.
          </p>
        </Dialog>
      )}
    </section>
  );
}

function spanOf({ firstSnapshotAt, lastSnapshotAt }: OlderCopy): string {
  if (firstSnapshotAt === null || lastSnapshotAt === null) return '';
  const [first, last] = [formats.fullDate(firstSnapshotAt), formats.fullDate(lastSnapshotAt)];
  return first === last ? `, of ${first}` : `, from ${first} to ${last}`;
}
