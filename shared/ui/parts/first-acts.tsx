import { useSignal } from '@preact/signals';
import { type Fault, isFault, toFault } from '../../model/fault.ts';
import { type Face, useFace } from '../face.ts';
import { type FirstHelp, firstWords } from '../first-words.ts';
import { ActButton } from './act-button.tsx';
import { Dialog } from './dialog.tsx';
import { FaultNote, Note } from './note.tsx';

type OneClick = Exclude<FirstHelp, 'find' | 'give-up'>;

const LABELS: Readonly<Record<OneClick, string>> = {
  allow: 'Allow again',
  'try-again': 'Try again',
  'open-anyway': 'Open it all the same',
};

const ACTS: Readonly<Record<OneClick, (face: Face) => Promise<unknown>>> = {
  allow: allowAgain,
  'try-again': ({ engine }) => engine.openFirstPlace(false),
  'open-anyway': ({ engine }) => engine.openFirstPlace(true),
};

/** One click, one question of the browser, and the copy is there again. */
export async function allowAgain({ engine, platform, announcement }: Face): Promise<void> {
  const folder = await engine.readPlaceFolder(null);
  if (folder !== null && !(await platform.allowFolder(folder))) {
    announcement.value = 'It was not allowed. Nothing is read from the folder or written to it.';
    return;
  }
  await engine.openFirstPlace(false);
}

/** What helps when the folder the copy lies in can't be used. */
export function FirstActs() {
  const face = useFace();
  const isAsking = useSignal(false);
  const fault = useSignal<Fault | null>(null);
  const note = (found: Fault | null) => {
    fault.value = found;
  };
  const first = face.status.value?.first;
  const words = first && firstWords(first);
  if (!first || !words) return null;
  const find = async () => {
    const folder = await face.platform.pickFolder();
    if (folder !== null) await face.engine.findFirstFolder(folder);
  };
  return (
    <>
      <div class="line">
        {words.help.map((each, at) => {
          const style = at === 0 ? 'button primary' : 'button';
          if (each === 'give-up') {
            return (
              <button
                key={each}
                type="button"
                class={style}
                onClick={() => {
                  isAsking.value = true;
                }}
              >
                Go on without it…
              </button>
            );
          }
          return (
            <ActButton
              key={each}
              class={style}
              act={each === 'find' ? find : () => ACTS[each](face)}
              onFault={note}
            >
              {each === 'find' ? 'Pick it where it is now…' : LABELS[each]}
            </ActButton>
          );
        })}
      </div>
      {fault.value && <FindFault fault={fault.value} />}
      {isAsking.value && (
        <Dialog
          title={`Go on without ${first.folder}?`}
          answer={{
            label: 'Go on without it',
            run: () => {
              face.engine.giveUpFolder().catch((error: unknown) => note(toFault(error)));
            },
          }}
          leave="Wait for it"
          onClose={() => {
            isAsking.value = false;
          }}
        >
          <p>
            Holdfast goes on in this browser with what it still has here, which may be nothing. The
            folder stays as it is: when it turns up again, it can be opened in Settings as long as
            nothing else is kept here, or without Holdfast.
          </p>
        </Dialog>
      )}
    </>
  );
}

function FindFault({ fault }: { fault: Fault }) {
  if (!isFault(fault, 'conflict', 'not-found')) return <FaultNote fault={fault} />;
  return (
    <div role="alert">
      <Note kind="gap">
        <p class="strong">
          {fault.code === 'conflict'
            ? 'What lies there is another copy, not the one that was here.'
            : 'No copy lies in that folder.'}
        </p>
        <p>Nothing there was changed. Pick the folder with the file called “format” in it.</p>
      </Note>
    </div>
  );
}
