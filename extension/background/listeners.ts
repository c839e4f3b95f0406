import * as v from 'valibot';
import { api } from '../browser-api.ts';
import { BackgroundMessage } from '../messages.ts';
import { isOutlookUrl } from '../outlook/hosts.ts';
import { isOwnPage } from '../own-page.ts';
import { showApp } from './app-tab.ts';
import { followOutlookAccess, tellOutlook } from './outlook-pages.ts';
import { overlayTab, type Sender } from './outlook-sender.ts';
import { openPanel } from './panel.ts';
import { showNote, showSignal } from './toolbar.ts';
import { webAuth } from './web-auth.ts';

const ALARM = 'look';
/** Changes only, and adaptive: whether a copy is due is the host's to say. */
const LOOK_EVERY_MINUTES = 15;
const SEARCH = 'search-selection';

export interface BackgroundParts {
  /** Resolves when somebody hosts the engine. */
  openHost(): Promise<void>;
  /** Ends whoever hosts the engine; what was under way goes on with the next one. */
  closeHost(): Promise<void>;
  /** Tells the host to look whether a copy is due. */
  look(sooner: boolean): Promise<void>;
  /** Answers what the overlay asks; see `Desk`. */
  askDesk(ask: unknown, sender: Sender): Promise<unknown>;
  report(what: string, error: unknown): void;
}

/**
 * What the browser wakes the background for. It holds no state: whatever it has to know it asks.
 * Listeners are added at once, or the event that woke it would be missed.
 */
export function listen(parts: BackgroundParts): void {
  const { look, askDesk, report } = parts;
  const told = (what: string) => (error: unknown) => report(what, error);

  api.runtime.onInstalled.addListener(({ reason }) => {
    api.contextMenus.create(
      { id: SEARCH, title: 'Search your copy for “%s”', contexts: ['selection'] },
      // It is there already after an update.
      () => void api.runtime.lastError,
    );
    followOutlookAccess().catch(told('pages of Outlook'));
    // Somebody who has just installed this needs the page where everything begins.
    if (reason === 'install') showApp('/').catch(told('opening the app'));
  });
  api.runtime.onStartup.addListener(() => {
    followOutlookAccess().catch(told('pages of Outlook'));
    look(true).catch(told('a look at the start'));
  });

  // Alarms may be forgotten with a restart: one that is missing is made again whenever this runs.
  ensureAlarm().catch(told('the alarm'));
  api.alarms.onAlarm.addListener(({ name }) => {
    if (name === ALARM) look(false).catch(told('a look'));
  });

  const access = () => followOutlookAccess().catch(told('pages of Outlook'));
  api.permissions.onAdded.addListener(access);
  api.permissions.onRemoved.addListener(access);

  api.contextMenus.onClicked.addListener(({ menuItemId, selectionText }, tab) => {
    if (menuItemId !== SEARCH || tab === undefined || !selectionText) return;
    openPanel(tab.windowId, selectionText.slice(0, 200)).catch(told('the panel'));
  });
  api.commands.onCommand.addListener((command, tab) => {
    if (command !== 'toggle-panel' || tab === undefined) return;
    const isOutlook = tab.url !== undefined && isOutlookUrl(tab.url);
    if (isOutlook) tellOutlook({ tell: 'toggle' }).catch(told('the overlay'));
    else openPanel(tab.windowId, null).catch(told('the panel'));
  });
  api.notifications.onClicked.addListener((id) => {
    void api.notifications.clear(id);
    showApp('/').catch(told('opening the app'));
  });

  api.runtime.onMessage.addListener((message: unknown, sender, answer) => {
    if (overlayTab(sender, api.runtime.id) !== null) {
      askDesk(message, sender)
        .catch(told('the overlay'))
        .then((value) => answer(value ?? null));
      return true;
    }
    if (!isOwnPage(sender)) return;
    const asked = v.safeParse(BackgroundMessage, message);
    if (!asked.success) return;
    answerPage(asked.output, parts)
      .catch(told(asked.output.to))
      .then((value) => answer(value ?? null));
    // The answer comes later.
    return true;
  });
}

async function ensureAlarm(): Promise<void> {
  if ((await api.alarms.get(ALARM)) !== undefined) return;
  await api.alarms.create(ALARM, { periodInMinutes: LOOK_EVERY_MINUTES });
}

async function answerPage(
  message: BackgroundMessage,
  { openHost, closeHost }: BackgroundParts,
): Promise<unknown> {
  switch (message.to) {
    case 'wake':
      return openHost();
    case 'make-way':
      return closeHost();
    case 'web-auth':
      return webAuth(message.url, message.interactive);
    case 'show':
      return showApp(message.place);
    case 'signal':
      await showSignal(message);
      if (message.note) await showNote(message.note);
      return tellOutlook({ tell: 'changed' });
  }
}
