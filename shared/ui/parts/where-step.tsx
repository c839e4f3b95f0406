import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso/router';
import type { Fault } from '../../model/fault.ts';
import type { Platform } from '../../model/platform.ts';
import { useFace } from '../face.ts';
import { formats } from '../formats.ts';
import { useAnswer } from '../use-engine.ts';
import { ActButton } from './act-button.tsx';
import { Icon, type IconName } from './icon.tsx';
import { FaultNote } from './note.tsx';

/** First run: where the copy will be, and whether a passphrase locks it from its first byte. */
export function WhereStep({ onGo }: { onGo(): void }) {
  const { engine, platform, status } = useFace();
  const { route } = useLocation();
  const repository = status.value?.repository;
  const folder = status.value?.first.folder ?? null;
  const isWanted = useSignal(false);
  const isAsking = useSignal(false);
  const chosen = useSignal<'browser' | 'folder' | null>(null);
  const fault = useSignal<Fault | null>(null);
  const place = chosen.value ?? (folder === null ? 'browser' : 'folder');
  const goOn = () => {
    if (isWanted.value && !isProtected) isAsking.value = true;
    else onGo();
  };
  const keepInBrowser = async () => {
    if (folder !== null) await engine.giveUpFolder();
    goOn();
  };
  const isProtected = repository?.lock === 'protected';
  const freeBytes = repository?.freeBytes ?? null;
  return (
    <>
      <h1 tabIndex={-1}>Keep your own copy.</h1>
      <p class="under">
        Holdfast copies your Microsoft 365 mail to a place that is yours, remembers how everything
        was at every moment, and restores any of it.
      </p>
      {platform.canKeepInFolder ? (
        <fieldset class="places">
          <legend class="heard">Where your copy is to lie</legend>
          <PlaceChoice
            isChosen={place === 'browser'}
            onChoose={() => {
              chosen.value = 'browser';
            }}
            label="In this browser, on this computer"
            text={`Nothing to choose. ${goesWith(platform)}`}
          />
          <PlaceChoice
            isChosen={place === 'folder'}
            onChoose={() => {
              chosen.value = 'folder';
            }}
            label="In a folder you choose"
            text="It stays when this browser’s data is cleared, and opens without Holdfast. After each start this browser asks for the folder again, unless you choose “Allow on every visit”."
          />
        </fieldset>
      ) : (
        <div class="place chosen">
          <Icon name="browser" />
          <b>In this browser, on this computer</b>
          <p>
            {goesWith(platform)}{' '}
            {platform.canPickFolder
              ? 'A second copy in a folder outlasts that; Home offers one.'
              : 'This browser lets no page write into a folder; everything can be saved as a download at any time.'}
          </p>
        </div>
      )}
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
        {freeBytes !== null && place === 'browser' && (
          <Known icon="disk">
            {formats.bytes(freeBytes)} are free here for this browser. A mailbox usually needs less
            here than it takes at Microsoft.
          </Known>
        )}
        <Known icon="eye">
          Nothing is sent anywhere but to Microsoft, and nothing is written there until you restore
          something.
        </Known>
        {platform.pageOnWeb !== null && platform.together === null && (
          <Known icon="browser">
            Used Holdfast in a tab before? <a href={platform.pageOnWeb}>Open that page</a>: it
            brings its copy here.
          </Known>
        )}
      </ul>
      <div class="go">
        {place === 'browser' ? (
          <ActButton
            class="button primary"
            act={keepInBrowser}
            onFault={(found) => {
              fault.value = found;
            }}
          >
            Keep it in this browser
          </ActButton>
        ) : (
          <>
            {folder !== null && (
              <button type="button" class="button primary" onClick={goOn}>
                Keep it in {folder}
              </button>
            )}
            <ChooseFolder
              class={folder === null ? 'button primary' : 'button'}
              label={folder === null ? 'Choose a folder…' : 'Another folder…'}
              onChosen={(what) => {
                if (what === 'begins') goOn();
                else route('/');
              }}
            />
          </>
        )}
      </div>
      {fault.value && <FaultNote fault={fault.value} />}
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

function PlaceChoice(props: { isChosen: boolean; onChoose(): void; label: string; text: string }) {
  return (
    <label class="place">
      <input type="radio" name="place" checked={props.isChosen} onChange={props.onChoose} />
      <b>{props.label}</b>
      <p>{props.text}</p>
    </label>
  );
}

/** Fetched by whoever wants a folder; the browser opens its window only straight after a click. */
function ChooseFolder(choice: {
  class: string;
  label: string;
  onChosen(what: 'begins' | 'opened' | 'moves'): void;
}) {
  const { value: parts, fault } = useAnswer(() => import('./choose-folder.tsx'), []);
  if (fault) return <FaultNote fault={fault} />;
  return parts ? <parts.ChooseFolder {...choice} /> : null;
}

/** What takes the copy away with it: a page's data, or the extension. */
function goesWith({ inOutlook }: Platform): string {
  const what = inOutlook
    ? 'Holdfast is removed from this browser'
    : 'you clear this browser’s data';
  return `If ${what}, the copy goes with it.`;
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
