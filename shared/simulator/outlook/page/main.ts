import { readAddress } from './addresses.ts';
import { Application } from './application.ts';
import { buildFrame } from './frame.ts';
import { actOnKeys, recordKeys } from './keys.ts';
import { Layer } from './layer.ts';
import { Names } from './names.ts';
import { make, type Page, type TrustedMarkup } from './page.ts';
import { applyTheme } from './palette.ts';
import { ReadingPane } from './reading-pane.ts';
import { Refused, Server } from './server.ts';
import { readSettings } from './settings.ts';
import { applyStyle } from './style.ts';
import { WORDS } from './words/words.ts';

interface TrustedTypes {
  readonly defaultPolicy: unknown;
  createPolicy(
    name: string,
    rules: Record<string, (text: string) => string>,
  ): { createHTML(text: string): TrustedMarkup };
}

/** What the document lets its own style sheet in with. */
const nonce = document.currentScript?.nonce ?? '';

async function start(): Promise<void> {
  const trusted = ownPolicies();
  const settings = readSettings(location.search, location.hostname);
  const { account, place } = readAddress(location.pathname, location.search);
  const names = new Names(settings.seed || String(Math.random()));
  const words = WORDS[settings.lang];
  const server = new Server(account ?? 0);
  const page: Page = { settings, names, words, server, trusted };
  document.documentElement.lang = settings.lang;
  document.documentElement.dir = settings.lang === 'he' ? 'rtl' : 'ltr';
  applyTheme(settings.theme);
  applyStyle(names, nonce);
  recordKeys();
  if (place.kind === 'item' || place.kind === 'conversation') {
    return showAlone(page, place.kind === 'item', place.id);
  }
  const isConsumer = settings.variant === 'consumer';
  if (isConsumer && account === undefined) {
    history.replaceState(
      null,
      '',
      location.pathname.replace(/^\/mail\/?/, '/mail/0/') + location.search,
    );
  }
  const answer = await server.ask('GetStart', {});
  if (place.kind === 'calendar') {
    const nothing = { search: () => {}, settings: () => {}, accounts: () => {} };
    const module = buildFrame(page, answer.account, nothing);
    module.append(make('div', { 'data-app-section': 'CalendarModule' }));
    return;
  }
  const application = new Application(page, isConsumer ? (account ?? 0) : account, answer);
  tellRefusals(page, application.layer);
  actOnKeys(application);
  await application.mount(place);
}

/**
 * Outlook's boot script makes the default policy and can't start where somebody was faster. The
 * policy makes no markup: who assigns a string to a sink in the page's world fails.
 */
function ownPolicies(): (html: string) => TrustedMarkup {
  const { trustedTypes } = window as unknown as { trustedTypes?: TrustedTypes };
  // A browser without Trusted Types takes strings.
  if (!trustedTypes) return (html) => html as TrustedMarkup;
  if (trustedTypes.defaultPolicy) throw new Error('Duplicated Default Trusted Types policy');
  trustedTypes.createPolicy('default', {
    createScriptURL: (url) => {
      if (new URL(url, location.href).origin !== location.origin) throw new TypeError(url);
      return url;
    },
  });
  const policy = trustedTypes.createPolicy('owaMailBody', { createHTML: (html) => html });
  return (html) => policy.createHTML(html);
}

/** What the service refuses, or can't be asked, is told at the bottom; the page goes on. */
function tellRefusals({ words }: Page, layer: Layer): void {
  addEventListener('unhandledrejection', (event) => {
    if (!(event.reason instanceof Refused)) return;
    event.preventDefault();
    layer.toast(words.failed);
  });
}

/** A window of its own has no landmark, no tree, no account and no row: only the message. */
async function showAlone(page: Page, isItem: boolean, id: string): Promise<void> {
  const layer = new Layer(page);
  const { words, server } = page;
  tellRefusals(page, layer);
  const conversation = isItem
    ? await server.ask('GetItem', { itemId: id })
    : await server.ask('GetConversation', { conversationId: id });
  const pane = new ReadingPane(page, {
    needsBack: () => false,
    back: () => {},
    reply: () => {},
    more: (message, at) =>
      layer.menu(at, [
        {
          label: words.delete,
          press: () => void server.ask('DeleteItem', { itemIds: [message.id] }).then(() => close()),
        },
      ]),
  });
  const app = document.getElementById('app') ?? document.body;
  const container = pane.standAlone(conversation, isItem);
  const holder = make('div', { class: `customScrollBar ${page.names.of('fill')}` }, container);
  document.title = conversation.subject;
  app.replaceChildren(make('div', {}, page.names.wrapped(holder)));
}

start().catch((error: unknown) => {
  const isGone = error instanceof Refused && error.status === 404;
  const text = isGone ? WORDS.en.nothing : WORDS.en.failed;
  document
    .getElementById('app')
    ?.replaceChildren(make('div', { id: 'EmptyState_MainMessage' }, text));
  throw error;
});
