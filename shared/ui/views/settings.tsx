import './settings.css';
import { useSignal } from '@preact/signals';
import type { Fault } from '../../model/fault.ts';
import type { OutlookAccess } from '../../model/platform.ts';
import type { EngineStatus } from '../../rpc/protocol.ts';
import { useFace } from '../face.ts';
import { Storage } from '../parts/home-aside.tsx';
import { LockSettings } from '../parts/lock-settings.tsx';
import { FaultNote } from '../parts/note.tsx';
import { useTitle } from '../parts/use-title.ts';
import { useAnswer } from '../use-engine.ts';

async function loadSections() {
  const [{ AccountSettings }, { CheckSettings }, { RetentionSettings }] = await Promise.all([
    import('../parts/account-settings.tsx'),
    import('../parts/check-settings.tsx'),
    import('../parts/retention-settings.tsx'),
  ]);
  return { AccountSettings, CheckSettings, RetentionSettings };
}

/** One page, no tabs; each line says what is so now, then what can be changed. */
export function SettingsPage() {
  const face = useFace();
  const settings = face.settings.value;
  const fault = useSignal<Fault | null>(null);
  const note = (found: Fault | null) => {
    fault.value = found;
  };
  const change = face.changeSettings;
  const { inOutlook } = face.platform;
  useTitle('Settings');
  const status = face.status.value;
  // Sections that come with the page in files of their own: nothing moves when they are there.
  const { value: parts, fault: unloaded, again } = useAnswer(loadSections, []);
  if (!parts && !unloaded) return null;
  return (
    <div class="page settings">
      <h1>Settings</h1>
      <p>Nothing here touches what is kept.</p>
      {fault.value && <FaultNote fault={fault.value} />}
      {unloaded && <FaultNote fault={unloaded} again={again} />}
      {parts && <parts.AccountSettings onFault={note} />}
      {inOutlook && <InOutlook access={inOutlook} onFault={note} />}
      <section aria-labelledby="where">
        <h2 id="where">Where it is kept</h2>
        {status && <Storage status={status} />}
        {status && <PlaceSettings status={status} />}
      </section>
      <LockSettings />
      {status && parts && <parts.CheckSettings status={status} />}
      {status && parts && <parts.RetentionSettings status={status} />}
      <section aria-labelledby="look">
        <h2 id="look">Look and keys</h2>
        <label class="choice">
          <input
            type="checkbox"
            checked={settings.density === 'compact'}
            onChange={(event) =>
              change({ density: event.currentTarget.checked ? 'compact' : 'comfortable' })
            }
          />
          <span>Compact lists</span>
          <small>
            {settings.density === 'compact'
              ? 'Lists show two lines a message.'
              : 'Lists show three lines a message.'}
          </small>
        </label>
        <label class="choice">
          <input
            type="checkbox"
            checked={settings.singleLetterKeys}
            onChange={(event) => change({ singleLetterKeys: event.currentTarget.checked })}
          />
          <span>Keys of a single letter</span>
          <small>
            {settings.singleLetterKeys
              ? 'They are on; ? shows those of a page. None of them writes without a further click.'
              : 'They are off. Function and arrow keys work as ever.'}
          </small>
        </label>
      </section>
      <section aria-labelledby="about">
        <h2 id="about">About Holdfast</h2>
        <p>
          No account with us, no server of ours. Holdfast talks to Microsoft and to your own disk,
          to nothing else. The format of your copy is public: it can be read without Holdfast.
        </p>
      </section>
    </div>
  );
}

/** Fetched with this page, which can be read before it is there. */
function PlaceSettings({ status }: { status: EngineStatus }) {
  const { value: parts, fault } = useAnswer(() => import('../parts/place-settings.tsx'), []);
  if (fault) return <FaultNote fault={fault} />;
  return parts ? <parts.PlaceSettings status={status} /> : null;
}

/** What only the extension has to set is loaded there only. */
function InOutlook(props: { access: OutlookAccess; onFault(fault: Fault | null): void }) {
  const { value: parts, fault } = useAnswer(() => import('../parts/in-outlook.tsx'), []);
  if (fault) return <FaultNote fault={fault} />;
  return parts ? <parts.OutlookSettings {...props} /> : null;
}
