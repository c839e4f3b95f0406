import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useFace } from '../face.ts';
import { formats } from '../formats.ts';
import { useAnswer } from '../use-engine.ts';
import { Icon, type IconName } from './icon.tsx';
import { FaultNote } from './note.tsx';

/** First run: where the copy will be, and whether a passphrase locks it from its first byte. */
export function WhereStep({ onGo }: { onGo(): void }) {
  const { status } = useFace();
  const repository = status.value?.repository;
  const isWanted = useSignal(false);
  const isAsking = useSignal(false);
  const isProtected = repository?.lock === 'protected';
  const freeBytes = repository?.freeBytes ?? null;
  return (
    <>
      <h1 tabIndex={-1}>Keep your own copy.</h1>
      <p class="under">
        Holdfast copies your Microsoft 365 mail to a place that is yours, remembers how everything
        was at every moment, and restores any of it.
      </p>
      <div class="place chosen">
        <Icon name="browser" />
        <b>In this browser, on this computer</b>
        <p>Nothing to choose. If you clear this browser’s data, the copy goes with it.</p>
      </div>
      {isProtected && !isAsking.value ? (
        <div class="place">
          <Icon name="lock" size={20} />
          <b>Protected with a passphrase</b>
          <p>Whoever opens Holdfast here needs it. You can change that in Settings.</p>
        </div>
      ) : (
        <label class="place">
          <input
            type="checkbox"
            checked={isWanted.value}
            onChange={(event) => {
              isWanted.value = event.currentTarget.checked;
            }}
          />
          <b>Protect it with a passphrase</b>
          <p>
            Nobody can open it without the passphrase. Neither can you: we can’t reset it, because
            we don’t have it. You can do this later, too.
          </p>
        </label>
      )}
      <ul class="good-to-know">
        {freeBytes !== null && (
          <Known icon="disk">
            {formats.bytes(freeBytes)} are free here for this browser. A mailbox usually needs less
            here than it takes at Microsoft.
          </Known>
        )}
        <Known icon="eye">
          Nothing is sent anywhere but to Microsoft, and nothing is written there until you restore
          something.
        </Known>
      </ul>
      <div class="go">
        <button
          type="button"
          class="button primary"
          onClick={() => {
            if (isWanted.value && !isProtected) isAsking.value = true;
            else onGo();
          }}
        >
          Keep it in this browser
        </button>
      </div>
      {isAsking.value && (
        <Protecting
          onDone={() => {
            isAsking.value = false;
            onGo();
          }}
          onLeave={() => {
            isAsking.value = false;
          }}
        />
      )}
    </>
  );
}

/** Fetched only by whoever wants it. */
function Protecting(answers: { onDone(): void; onLeave(): void }) {
  const { value: parts, fault } = useAnswer(() => import('./protect-dialog.tsx'), []);
  if (fault) return <FaultNote fault={fault} />;
  return parts ? <parts.ProtectDialog {...answers} /> : null;
}

function Known({ icon, children }: { icon: IconName; children: ComponentChildren }) {
  return (
    <li>
      <Icon name={icon} />
      <span>{children}</span>
    </li>
  );
}
