import { useSignal } from '@preact/signals';
import { type Fault, toFault } from '../../model/fault.ts';
import type { FolderLook } from '../../rpc/protocol.ts';
import { useFace } from '../face.ts';
import { ActButton } from './act-button.tsx';
import { Dialog } from './dialog.tsx';
import { FaultNote, Note } from './note.tsx';

interface Looked {
  folder: FileSystemDirectoryHandle;
  look: FolderLook;
}

/**
 * Lets a person pick the folder the copy is to lie in. What lies there already is looked at first:
 * a copy is opened and never overwritten, and other things get a folder beside them.
 */
export function ChooseFolder(props: {
  class: string;
  label: string;
  /** See `EngineApi.keepInFolder`. */
  onChosen(what: 'begins' | 'opened' | 'moves'): void;
}) {
  const { engine, platform } = useFace();
  const asked = useSignal<Looked | null>(null);
  const refused = useSignal<Looked | null>(null);
  const fault = useSignal<{ fault: Fault; name: string } | null>(null);
  const take = async ({ folder }: Looked, inside: boolean) =>
    props.onChosen(await engine.keepInFolder(folder, inside));
  const pick = async () => {
    refused.value = null;
    fault.value = null;
    const folder = await platform.pickFolder();
    if (folder === null) return;
    try {
      const looked = { folder, look: await engine.lookInFolder(folder) };
      const { kind, isThisOne, isFirst } = looked.look;
      if (isFirst || kind === 'damaged' || kind === 'newer' || isThisOne === false) {
        refused.value = looked;
      } else if (kind === 'empty' || isThisOne === true) await take(looked, false);
      else asked.value = looked;
    } catch (error) {
      fault.value = { fault: toFault(error), name: folder.name };
    }
  };
  const question = asked.value;
  return (
    <>
      <ActButton
        class={props.class}
        act={pick}
        onFault={(found) => {
          fault.value = found && { fault: found, name: 'that folder' };
        }}
      >
        {props.label}
      </ActButton>
      {refused.value && <Refused {...refused.value} />}
      {fault.value && <PickFault {...fault.value} />}
      {question && (
        <Dialog
          title={
            question.look.kind === 'copy'
              ? `Open the copy in ${question.folder.name}?`
              : `Make a folder of its own in ${question.folder.name}?`
          }
          answer={{
            label: question.look.kind === 'copy' ? 'Open it' : 'Make “Holdfast” in it',
            run: () => {
              take(question, question.look.kind !== 'copy').catch((error: unknown) => {
                fault.value = { fault: toFault(error), name: question.folder.name };
              });
            },
          }}
          leave="Choose another"
          onClose={() => {
            asked.value = null;
          }}
        >
          {question.look.kind === 'copy' ? (
            <p>
              A copy lies there already. It is opened as it is and goes on from there; nothing of it
              is replaced.
            </p>
          ) : (
            <p>
              Other things lie there. Your copy gets a folder called “Holdfast” beside them, and
              nothing else is touched.
            </p>
          )}
        </Dialog>
      )}
    </>
  );
}

function Refused({ folder, look }: Looked) {
  const { name } = folder;
  return (
    <div role="alert">
      <Note kind="gap">
        <p class="strong">
          {look.isFirst
            ? `Your copy lies in ${name} already.`
            : look.kind === 'newer'
              ? `A later version of Holdfast made the copy in ${name}.`
              : look.kind === 'damaged'
                ? `What lies in ${name} is damaged, and can’t be opened here.`
                : `What lies in ${name} is another copy, not this one’s.`}
        </p>
        <p>
          {look.isFirst
            ? 'There is nothing to do.'
            : look.kind === 'damaged'
              ? 'Nothing there was changed. The page recover.html in it may still read it. Choose another folder for this copy.'
              : 'Nothing there was changed. Choose another folder; an empty one is best.'}
        </p>
      </Note>
    </div>
  );
}

/** What a folder refused to somebody who has just picked it. */
function PickFault({ fault, name }: { fault: Fault; name: string }) {
  const brief = {
    forbidden: `This browser may not write into ${name}.`,
    'not-found': `The folder ${name} is not to be found.`,
    locked: `${name} is open somewhere else.`,
    conflict: `Something else lies in ${name}.`,
    away: 'The folder your copy lies in now can’t be used.',
  }[fault.code as string];
  if (brief === undefined) return <FaultNote fault={fault} />;
  return (
    <div role="alert">
      <Note kind="gap">
        <p class="strong">{brief}</p>
        <p>
          Nothing was changed. Your copy stays where it is. Choose another folder, or try again.
        </p>
      </Note>
    </div>
  );
}
