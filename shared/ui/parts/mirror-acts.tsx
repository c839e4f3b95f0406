import { useSignal } from '@preact/signals';
import { type Fault, toFault } from '../../model/fault.ts';
import type { MirrorStatus } from '../../rpc/protocol.ts';
import { type Face, useFace } from '../face.ts';
import { agree, counted, formats } from '../formats.ts';
import { type MirrorHelp, mirrorWords } from '../mirror-words.ts';
import { ActButton } from './act-button.tsx';
import { Dialog } from './dialog.tsx';

interface ActProps {
  /** Beside a sentence buttons are small. */
  class?: string;
  onFault(fault: Fault | null): void;
}

/** Opens the browser's window for folders; the engine begins to fill what was picked. */
export function PickFolderButton(props: ActProps & { label: string }) {
  const { engine, platform } = useFace();
  const pick = async () => {
    const folder = await platform.pickFolder();
    if (folder !== null) await engine.keepMirror(folder);
  };
  return (
    <ActButton class={props.class ?? 'button'} act={pick} onFault={props.onFault}>
      {props.label}
    </ActButton>
  );
}

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

/** What helps against the trouble the mirror has; nothing when it has none. */
export function MirrorActs(props: ActProps & { mirror: MirrorStatus }) {
  const { mirror, onFault } = props;
  const face = useFace();
  const isAsking = useSignal(false);
  const { help } = mirrorWords(mirror, face.now.value);
  const style = props.class ?? 'button';
  return (
    <>
      {help.map((each) =>
        each === 'pick-again' ? (
          <PickFolderButton key={each} class={style} onFault={onFault} label="Pick it again…" />
        ) : each === 'bring-back' ? (
          <button
            key={each}
            type="button"
            class={style}
            onClick={() => {
              isAsking.value = true;
            }}
          >
            Bring back what is missing…
          </button>
        ) : (
          <ActButton key={each} class={style} act={() => ACTS[each](face)} onFault={onFault}>
            {LABELS[each]}
          </ActButton>
        ),
      )}
      {isAsking.value && (
        <BringBackDialog
          mirror={mirror}
          onFault={onFault}
          onClose={() => {
            isAsking.value = false;
          }}
        />
      )}
    </>
  );
}

type OneClick = Exclude<MirrorHelp, 'pick-again' | 'bring-back'>;

const LABELS: Readonly<Record<OneClick, string>> = {
  allow: 'Allow again',
  'write-anyway': 'Write all the same',
  'try-again': 'Try again',
  check: 'Check now',
};

const ACTS: Readonly<Record<OneClick, (face: Face) => Promise<unknown>>> = {
  async allow({ engine, platform, announcement }) {
    const folder = await engine.readMirrorFolder();
    if (folder === null) return;
    if (await platform.allowFolder(folder)) await engine.updateMirror(false);
    else announcement.value = 'It was not allowed. Nothing is written to the folder.';
  },
  'write-anyway': ({ engine }) => engine.updateMirror(true),
  'try-again': ({ engine }) => engine.updateMirror(false),
  check: ({ engine }) => engine.startCheck('full', 100),
};

function BringBackDialog(props: {
  mirror: MirrorStatus;
  onFault(fault: Fault | null): void;
  onClose(): void;
}) {
  const face = useFace();
  const { name, lost } = props.mirror;
  const what = lost.snapshots > 0 ? counted(lost.snapshots, 'moment') : counted(lost.files, 'file');
  const bringBack = () => {
    const { engine, announcement } = face;
    engine.restoreFromMirror().then(
      ({ files, bytes, complete }) => {
        announcement.value = `${counted(files, 'file')}, ${formats.bytes(bytes)}, ${agree(files, 'is', 'are')} back from ${name}.${complete ? '' : ' Something there could not be read.'}`;
      },
      (error: unknown) => props.onFault(toFault(error)),
    );
  };
  return (
    <Dialog
      title={`Bring back ${what} from ${name}?`}
      answer={{ label: 'Bring back', run: bringBack }}
      leave="Not now"
      onClose={props.onClose}
    >
      <p>
        What is in the folder and not in this browser is copied here, and each file is compared with
        its checksum. What is here stays as it is, and nothing in the folder is changed.
      </p>
    </Dialog>
  );
}
