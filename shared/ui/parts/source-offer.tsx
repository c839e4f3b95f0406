import { useLocation } from 'preact-iso/router';
import { type Fault, isFault } from '../../model/fault.ts';
import type { SourceName } from '../../model/item.ts';
import type { SignIn } from '../../model/platform.ts';
import { addSource, declineSource } from '../add-source.ts';
import { useFace } from '../face.ts';
import { SOURCE_WORDS } from '../source-words.ts';
import { ActButton } from './act-button.tsx';
import { Note } from './note.tsx';

/** Once: a source that could be copied as well. What is answered here can be changed in Settings. */
export function SourceOffer(props: {
  signIn: SignIn;
  source: SourceName;
  onFault(fault: Fault | null): void;
}) {
  const { signIn, source, onFault } = props;
  const face = useFace();
  const { route } = useLocation();
  const { your } = SOURCE_WORDS[source];
  const add = async () => {
    try {
      await addSource(face, signIn, source);
    } catch (error) {
      if (!isFault(error, 'consent-required')) throw error;
      route(`/welcome?step=what&waits=${source}`);
    }
  };
  return (
    <div class="part">
      <Note kind="info">
        <p>
          Holdfast can keep {your} as well. Microsoft is asked for the right to read them first, and
          nothing can be changed with it.
        </p>
        <div class="line">
          <ActButton
            class="button small"
            cannotBecause={face.online.value ? null : 'No network'}
            act={add}
            onFault={onFault}
          >
            Keep {your} as well…
          </ActButton>
          <button
            type="button"
            class="button small plain"
            onClick={() => declineSource(face, source)}
          >
            Not now
          </button>
        </div>
      </Note>
    </div>
  );
}
