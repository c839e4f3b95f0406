import './style.css';
import { Component, type ComponentChildren, render } from 'preact';
import { useRef } from 'preact/hooks';
import lazy from 'preact-iso/lazy';
import { Route, Router, useLocation } from 'preact-iso/router';
import { type Fault, toFault } from '../model/fault.ts';
import type { Platform } from '../model/platform.ts';
import type { EngineApi } from '../rpc/protocol.ts';
import { createFace, FaceContext, useFace } from './face.ts';
import { Frame } from './frame.tsx';
import { type AddressStyle, PageAddress } from './page-address.tsx';
import { FaultNote } from './parts/note.tsx';

// Each page is loaded when it is first opened: what comes before the first sentence stays small.
const Home = lazy(() => import('./views/home.tsx').then((module) => module.Home));
const Welcome = lazy(() => import('./views/welcome.tsx').then((module) => module.Welcome));
const Unlock = lazy(() => import('./views/unlock.tsx').then((module) => module.Unlock));
const Away = lazy(() => import('./views/away.tsx').then((module) => module.Away));
const Mail = lazy(() => import('./views/mail.tsx').then((module) => module.Mail));
const Files = lazy(() => import('./views/files.tsx').then((module) => module.Files));
const Chats = lazy(() => import('./views/chats.tsx').then((module) => module.Chats));
const Search = lazy(() => import('./views/search.tsx').then((module) => module.Search));
const Restore = lazy(() => import('./views/restore.tsx').then((module) => module.Restore));
const Journal = lazy(() => import('./views/journal.tsx').then((module) => module.Journal));
const JournalPage = lazy(() =>
  import('./views/journal-page.tsx').then((module) => module.JournalPage),
);
const ReceiptPage = lazy(() => import('./views/receipt.tsx').then((module) => module.ReceiptPage));
const SettingsPage = lazy(() =>
  import('./views/settings.tsx').then((module) => module.SettingsPage),
);

export interface AppParts {
  engine: EngineApi;
  platform: Platform;
  addresses: AddressStyle;
  /** See `Face`. */
  homePart?: ComponentChildren;
  /** Called once, when the first page can be used: what is heavy may be loaded from then on. */
  onFirstPage(): void;
}

/** Shows the whole application in `root` and keeps it alive as long as the page. */
export function renderApp(root: HTMLElement, parts: AppParts): void {
  const face = createFace(parts.engine, parts.platform, parts.homePart);
  // Home sends somebody who was never here on to the welcome; that is their first page.
  const isPassedThrough = (url: string) => parts.platform.isFirstVisit && sectionOf(url) === '/';
  const onLoaded = (url: string) => {
    if (!isPassedThrough(url)) parts.onFirstPage();
  };
  render(
    <FaceContext.Provider value={face}>
      <PageAddress style={parts.addresses}>
        <Place onLoaded={onLoaded} />
      </PageAddress>
    </FaceContext.Provider>,
    root,
  );
}

interface LoadedProps {
  onLoaded(url: string): void;
}

/**
 * First run and signing in again have their own page without a frame; all else stands in it. While
 * the copy is locked or its folder is away, every address shows what helps, and its own page after.
 */
function Place({ onLoaded }: LoadedProps) {
  const { path } = useLocation();
  const { isAway, isLocked } = useFace();
  if (isAway.value || isLocked.value) {
    const name = isAway.value ? 'away' : 'locked';
    const only = <Route key={name} default component={isAway.value ? Away : Unlock} />;
    return (
      <Frame key={name}>
        <Router onLoadEnd={onLoaded}>{[only]}</Router>
      </Frame>
    );
  }
  return path === '/welcome' ? (
    <Pages onLoaded={onLoaded} />
  ) : (
    <Frame>
      <Pages onLoaded={onLoaded} />
    </Frame>
  );
}

function Pages({ onLoaded }: LoadedProps) {
  const { url } = useLocation();
  const section = useRef(sectionOf(url));
  const arrive = (to: string) => {
    const isNew = sectionOf(to) !== section.current;
    section.current = sectionOf(to);
    if (!isNew) return;
    const page = document.getElementById('page');
    page?.scrollTo(0, 0);
    // Who is typing goes on typing, and hears what is found.
    if (document.activeElement instanceof HTMLInputElement) return;
    // Who can't see the page change hears its first sentence.
    const heading = page?.querySelector<HTMLElement>('h1');
    heading?.setAttribute('tabindex', '-1');
    heading?.focus({ preventScroll: true });
  };
  return (
    <Catch place={sectionOf(url)}>
      <Router onRouteChange={arrive} onLoadEnd={onLoaded}>
        <Route path="/" component={Home} />
        <Route path="/welcome" component={Welcome} />
        <Route path="/mail/:container?/:row?" component={Mail} />
        <Route path="/files/:container?/:row?" component={Files} />
        <Route path="/chats/:container?/:row?" component={Chats} />
        <Route path="/search/:row?" component={Search} />
        <Route path="/restore/:plan" component={Restore} />
        <Route path="/journal" component={Journal} />
        <Route path="/journal/:id" component={JournalPage} />
        <Route path="/receipt/:job" component={ReceiptPage} />
        <Route path="/settings" component={SettingsPage} />
        <Route default component={Nowhere} />
      </Router>
    </Catch>
  );
}

/** Within Mail, Files, Chats and Search one moves without leaving the place; else each address is its own. */
function sectionOf(url: string): string {
  const path = url.split(/[?#]/)[0] ?? '/';
  return /^\/(mail|files|chats|search)(?=\/|$)/.exec(path)?.[0] ?? path;
}

function Nowhere() {
  return (
    <div class="page">
      <h1>There is no page here.</h1>
      <p>
        Nothing is lost. <a href="/">Go to Home</a>
      </p>
    </div>
  );
}

/** A page that breaks says so in its place; everything around it goes on working. */
class Catch extends Component<
  { place: string; children: ComponentChildren },
  { fault: Fault | null }
> {
  override state: { fault: Fault | null } = { fault: null };

  static override getDerivedStateFromError(error: unknown) {
    return { fault: toFault(error) };
  }

  override componentDidCatch(error: unknown) {
    console.error('holdfast: a page broke', error);
  }

  override componentDidUpdate(before: { place: string }) {
    if (before.place !== this.props.place && this.state.fault) this.setState({ fault: null });
  }

  override render() {
    const { fault } = this.state;
    if (!fault) return this.props.children;
    return (
      <div class="page">
        <FaultNote fault={fault} again={() => this.setState({ fault: null })} />
      </div>
    );
  }
}
