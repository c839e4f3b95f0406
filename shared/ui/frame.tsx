import './frame.css';
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import type { SourceName } from '../model/item.ts';
import type { EngineStatus } from '../rpc/protocol.ts';
import { type AccountLine, accountLines } from './accounts.ts';
import { signInAgain } from './consent.ts';
import { useFace } from './face.ts';
import { formats } from './formats.ts';
import { initials } from './initials.ts';
import { focusNextPane, pressedKey } from './keys.ts';
import { Flyout } from './parts/flyout.tsx';
import { Icon, type IconName, Mark } from './parts/icon.tsx';
import { SearchField } from './parts/search-field.tsx';
import type { Protection } from './protection-words.ts';
import { useAnswer } from './use-engine.ts';

interface Place {
  path: string;
  label: string;
  icon: IconName & ('home' | 'mail' | 'folder' | 'chat' | 'journal' | 'settings');
  /** Shown only where something of it is kept or chosen. */
  source?: SourceName;
}

const PLACES: readonly Place[] = [
  { path: '/', label: 'Home', icon: 'home' },
  { path: '/mail', label: 'Mail', icon: 'mail' },
  { path: '/files', label: 'Files', icon: 'folder', source: 'drive' },
  { path: '/chats', label: 'Chats', icon: 'chat', source: 'chats' },
  { path: '/journal', label: 'Journal', icon: 'journal' },
  { path: '/settings', label: 'Settings', icon: 'settings' },
];

/** Bar, rail and the page between them; keys that work everywhere. */
export function Frame({ children }: { children: ComponentChildren }) {
  const { announcement, isLocked, status } = useFace();
  const { path, route } = useLocation();
  const isShowingKeys = useSignal(false);
  const places = PLACES.filter(({ source }) => !source || hasSource(status.value, source));
  useFrameKeys(places, route, () => {
    isShowingKeys.value = true;
  });
  return (
    <div class="app">
      <a class="skip button" href="#page">
        Skip to the page
      </a>
      <header class="bar" data-pane>
        <a class="logo" href="/" aria-label="Holdfast, home">
          <Mark size={22} />
          <span>Holdfast</span>
        </a>
        {!isLocked.value && <SearchField />}
        <div class="bar-end">
          <StateOfCopy />
          <AccountButton />
        </div>
      </header>
      <nav class="rail" aria-label="Main" data-pane>
        {places.map((place) => (
          <RailLink key={place.path} place={place} isHere={isWithin(path, place.path)} />
        ))}
      </nav>
      <OfflineLine path={path} />
      <main id="page" tabIndex={-1} data-pane>
        {children}
      </main>
      <div class="heard" role="status">
        {announcement}
      </div>
      {isShowingKeys.value && (
        <Keys
          onClose={() => {
            isShowingKeys.value = false;
          }}
        />
      )}
    </div>
  );
}

function hasSource(status: EngineStatus | null, source: SourceName): boolean {
  return (
    status !== null &&
    (status.choices.some(({ sources }) => sources.includes(source)) ||
      status.accounts.some(({ sources }) => sources.some((each) => each.source === source)))
  );
}

function isWithin(path: string, place: string): boolean {
  if (place === '/') return path === '/';
  if (place === '/journal') return /^\/(journal|receipt|restore)(\/|$)/.test(path);
  return path === place || path.startsWith(`${place}/`);
}

function RailLink({ place, isHere }: { place: Place; isHere: boolean }) {
  const { at } = useLocation().query;
  // What can look at the past goes on looking at the same moment: see `moment.ts`.
  const href =
    at && /^.(mail|files|chats)$/.test(place.path) ? `${place.path}?at=${+at}` : place.path;
  return (
    <a href={href} aria-current={isHere ? 'page' : undefined}>
      <Icon name={isHere ? `${place.icon}-filled` : place.icon} />
      {place.label}
    </a>
  );
}

/** The verdict in a few words, on every page; opens Home, where the whole sentence is. */
function StateOfCopy() {
  const protection = useFace().protection.value;
  if (!protection) return null;
  return (
    <a class={`state ${protection.tone}`} href="/" title={protection.title}>
      <Icon name={stateIcon(protection)} />
      <span class="cut">{protection.brief}</span>
    </a>
  );
}

function stateIcon({ tone, action }: Protection): IconName {
  if (action === 'unlock') return 'lock';
  return tone === 'ok' ? 'complete' : tone === 'gap' ? 'gap' : 'refresh';
}

/** Who is signed in; of several accounts the first gives the button its letters. */
function AccountButton() {
  const { status, signIns } = useFace();
  const lines = accountLines(status.value, signIns.value ?? []);
  const [first] = lines;
  if (!first) return null;
  return (
    <Flyout
      class="who"
      panelClass="account"
      name={`${lines.length === 1 ? 'Account' : 'Accounts'}: ${lines.map(({ account }) => account.username).join(', ')}`}
      label={initials(first.account.name || first.account.username)}
    >
      {lines.map((line, index) => (
        <AccountState key={line.account.id} line={line}>
          {index === lines.length - 1 && (
            <a class="button small" href="/settings">
              Settings
            </a>
          )}
        </AccountState>
      ))}
    </Flyout>
  );
}

function AccountState(props: { line: AccountLine; children: ComponentChildren }) {
  const { account, signIn } = props.line;
  const face = useFace();
  return (
    <section>
      <p class="strong">{account.name}</p>
      <p class="caption">
        {account.username}
        <br />
        {signIn === null || signIn.state === 'ended'
          ? `Signed out.${face.isLocked.value ? '' : ' Your copy can be read all the same.'}`
          : signIn.endsAt && `Signed in until ${formats.until(signIn.endsAt, face.now.value)}`}
      </p>
      <div class="line">
        <button
          type="button"
          class="button small"
          onClick={() => signInAgain(face, signIn ?? undefined).catch(() => undefined)}
        >
          Sign in again now
        </button>
        {props.children}
      </div>
    </section>
  );
}

/** Says once, on every page but Home, why Restore and Back up now are greyed. */
function OfflineLine({ path }: { path: string }) {
  const { online, status, now } = useFace();
  if (online.value || path === '/') return null;
  const at = status.value?.repository.lastSnapshotAt;
  return (
    <p class="told">
      <Icon name="offline" />
      No network. This is your own copy{at ? `, as of ${formats.short(at, now.value)}` : ''}.
    </p>
  );
}

function useFrameKeys(
  places: readonly Place[],
  route: (url: string) => void,
  showKeys: () => void,
): void {
  const { settings } = useFace();
  const latest = useRef({ places, route, showKeys });
  latest.current = { places, route, showKeys };
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key === 'F6') {
        event.preventDefault();
        focusNextPane(event.shiftKey);
        return;
      }
      const { places: now } = latest.current;
      const place = event.altKey && !event.ctrlKey ? now[Number(event.key) - 1] : undefined;
      if (place) {
        event.preventDefault();
        latest.current.route(place.path);
        return;
      }
      if (!settings.peek().singleLetterKeys) return;
      if (event.key === '?' && !(event.target instanceof HTMLInputElement)) {
        latest.current.showKeys();
        return;
      }
      const key = pressedKey(event);
      if (!key) return;
      event.preventDefault();
      key.run();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}

/** Fetched when somebody asks for it. */
function Keys(props: { onClose(): void }) {
  const { value: parts } = useAnswer(() => import('./parts/keys-dialog.tsx'), []);
  return parts ? <parts.KeysDialog {...props} /> : null;
}
