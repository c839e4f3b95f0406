import { useFace } from '../../shared/ui/face.ts';
import { Icon, Mark } from '../../shared/ui/parts/icon.tsx';
import type { Protection } from '../../shared/ui/protection-words.ts';
import type { HereRestores } from '../../shared/ui/restore-here.ts';
import { leaveFor, showPanel } from './elsewhere.ts';
import { OpenIcon, PanelIcon } from './face-icons.tsx';
import { OpenBlock } from './open-block.tsx';
import { OutlookLine } from './outlook-line.tsx';
import { PopupLead } from './popup-lead.tsx';
import { PopupLoss } from './popup-loss.tsx';
import { PopupSources } from './popup-sources.tsx';
import { StopButton } from './stop-button.tsx';

/** Then the person is asked for something else, and stopping would be beside the point. */
const WAITS_FOR_PERSON: ReadonlySet<Protection['action']> = new Set(['sign-in', 'organisation']);

/** The state of protection in a glance: the sentence, what can be done, what is kept. */
export function PopupPage({ here }: { here: HereRestores }) {
  const { protection, announcement, isLocked } = useFace();
  const state = protection.value;
  return (
    <>
      <header class="popup-bar">
        <Mark size={18} />
        <h1>Holdfast</h1>
        <SquareButton icon="search" label="Search in the side panel" press={showPanel} />
        <SquareButton icon="settings" label="Settings" press={() => leaveFor('/settings')} />
      </header>
      <main>
        {state === null ? (
          <p class="popup-part late" role="status">
            Opening your copy…
          </p>
        ) : (
          <PopupLead protection={state} />
        )}
        {!isLocked.value && <PopupLoss />}
        {!isLocked.value && <OpenBlock here={here} />}
        {!isLocked.value && <PopupSources />}
        {!isLocked.value && <OutlookLine />}
      </main>
      <footer class="popup-bar">
        {state?.job && !WAITS_FOR_PERSON.has(state.action) && <StopButton />}
        <button type="button" class="button small plain" onClick={() => leaveFor('/')}>
          <OpenIcon />
          Open Holdfast
        </button>
        <button type="button" class="button small plain push" onClick={showPanel}>
          <PanelIcon />
          Side panel
        </button>
      </footer>
      <div class="heard" role="status">
        {announcement}
      </div>
    </>
  );
}

function SquareButton(props: {
  icon: 'search' | 'settings';
  label: string;
  press(): Promise<void>;
}) {
  return (
    <button
      type="button"
      class="button small plain square"
      aria-label={props.label}
      title={props.label}
      onClick={props.press}
    >
      <Icon name={props.icon} size={16} />
    </button>
  );
}
