import type { ComponentChildren } from 'preact';
import type { Fault } from '../../model/fault.ts';
import type { OutlookAccess } from '../../model/platform.ts';
import type { EngineStatus } from '../../rpc/protocol.ts';
import { useFace } from '../face.ts';
import { useWatched } from '../use-engine.ts';
import { ActButton } from './act-button.tsx';
import { Note } from './note.tsx';

interface OutlookSettingsProps {
  access: OutlookAccess;
  onFault(fault: Fault | null): void;
}

/** What only the extension has to set. */
export function OutlookSettings(props: OutlookSettingsProps) {
  return (
    <>
      <ShownInOutlook {...props} />
      <Notifications />
    </>
  );
}

/** Whether Holdfast shows itself in Outlook on the web, and what that means. */
function ShownInOutlook({ access, onFault }: OutlookSettingsProps) {
  const face = useFace();
  const { value: isAllowed } = useWatched(() => access.watch(), []);
  const allow = async () => {
    if (!(await access.allow())) face.announcement.value = 'Not allowed. Nothing has changed.';
  };
  return (
    <section aria-labelledby="in-outlook">
      <h2 id="in-outlook">In Outlook</h2>
      {isAllowed === undefined ? (
        <p class="late">Asking this browser…</p>
      ) : isAllowed ? (
        <>
          <p>
            Holdfast is shown in Outlook on the web: what is gone from a folder or a conversation is
            named there and restored in one click. It reads which folder and message you have open,
            on Outlook’s pages only. What it reads stays in this browser.
          </p>
          <ActButton act={() => access.withdraw()} onFault={onFault}>
            Take it out of Outlook
          </ActButton>
        </>
      ) : (
        <>
          <p>
            Holdfast is not shown in Outlook on the web. When you allow it, the browser asks whether
            Holdfast may read and change Outlook’s pages: it reads which folder and message you have
            open, names what is gone from them, and lays its own buttons over the page. It works on
            no other site.
          </p>
          <ActButton act={allow} onFault={onFault}>
            Show Holdfast in Outlook
          </ActButton>
        </>
      )}
    </section>
  );
}

function Notifications() {
  const { settings, changeSettings } = useFace();
  const { notifications } = settings.value;
  return (
    <section aria-labelledby="notifications">
      <h2 id="notifications">Notifications</h2>
      <label class="choice">
        <input
          type="checkbox"
          checked={notifications}
          onChange={(event) => changeSettings({ notifications: event.currentTarget.checked })}
        />
        <span>Notify me when something needs me</span>
        <small>
          {notifications
            ? 'When Microsoft wants a new sign-in, or a copy can’t go on without you. Never for anything else.'
            : 'Nothing is shown. The mark in the toolbar still says when something needs you.'}
        </small>
      </label>
    </section>
  );
}

/** Once, in the extension: as soon as something is copied, it can be shown where it is missed. */
export function OutlookOffer({
  access,
  status,
  onFault,
  otherwise,
}: OutlookSettingsProps & {
  status: EngineStatus;
  /** What is offered where this has been answered. */
  otherwise: ComponentChildren;
}) {
  const { changeSettings } = useFace();
  const { value: isAllowed } = useWatched(() => access.watch(), []);
  const answer = () => changeSettings({ offersOutlook: false });
  const isKept = status.repository.snapshots > 0 || status.jobs.length > 0;
  if (isAllowed !== false || !isKept) return otherwise;
  return (
    <div class="part">
      <Note kind="info">
        <p class="strong">Restore from inside Outlook?</p>
        <p>
          Holdfast can name what is gone from a folder or a conversation in Outlook on the web, with
          a button to restore it. The browser asks whether it may read and change Outlook’s pages.
        </p>
        <div class="line">
          <ActButton class="button small" act={() => access.allow().then(answer)} onFault={onFault}>
            Show Holdfast in Outlook
          </ActButton>
          <button type="button" class="button small plain" onClick={answer}>
            Not now
          </button>
        </div>
      </Note>
    </div>
  );
}
