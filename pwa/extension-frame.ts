import '../shared/ui/style.css';
import './extension-frame.css';
import { systemClock } from '../shared/lib/clock.ts';
import { type PageMessage, readFrameMessage } from '../shared/page/frame-messages.ts';
import { EXTENSION_SEEN } from './extension-seen.ts';

/** A frame that has not said a word by then is not going to: the extension was just switched off. */
const SILENT_MS = 15_000;
/** The way to this page's own copy though the extension is there. */
const OWN_COPY_URL = '/?copy=own';

/**
 * Shows the extension's application (at `app`, "chrome-extension://…/app.html") in place
 * of this page's own: one copy, one engine, one sign-in.
 * The place asked for goes along; from then on tab and address follow the frame.
 */
export async function showExtension(root: HTMLElement, app: string): Promise<void> {
  const { origin } = new URL(app);
  const frame = document.createElement('iframe');
  const openPorts = await openOwnCopy();
  let isThere = false;
  localStorage.setItem(EXTENSION_SEEN, new Date().toISOString());

  addEventListener('message', (event) => {
    if (event.source !== frame.contentWindow || event.origin !== origin) return;
    const message = readFrameMessage(event.data);
    switch (message?.holdfast) {
      case 'framed': {
        isThere = true;
        const answer: PageMessage = { holdfast: 'page', nonce: message.nonce };
        frame.contentWindow?.postMessage(answer, origin, openPorts());
        return;
      }
      case 'at':
        document.title = message.title;
        history.replaceState(null, '', message.place);
        return;
      case 'show-own':
        location.assign(OWN_COPY_URL);
    }
  });

  frame.src = `${app}#${location.href.slice(location.origin.length)}`;
  frame.title = 'Holdfast';
  frame.className = 'extension-frame';
  frame.allow = 'clipboard-write';
  root.replaceChildren(frame);
  // Without a network, too, this page has to open to show what the extension keeps.
  void import('./updates.ts').then(({ watchUpdates }) => watchUpdates(systemClock));
  setTimeout(() => {
    if (!isThere) root.replaceChildren(silence());
  }, SILENT_MS);
}

/**
 * Two ways to what this page keeps itself, for the extension's page and for a worker of that; none
 * when nothing was ever kept. Looking makes no database.
 */
async function openOwnCopy(): Promise<() => MessagePort[]> {
  const databases = await indexedDB.databases();
  if (databases.every(({ name }) => name !== 'holdfast-records')) return () => [];
  const worker = new Worker(new URL('../shared/own-copy.worker.ts', import.meta.url), {
    type: 'module',
    name: 'holdfast-own-copy',
  });
  return () => {
    const channels = [new MessageChannel(), new MessageChannel()];
    const near = channels.map(({ port1 }) => port1);
    worker.postMessage(null, near);
    return channels.map(({ port2 }) => port2);
  };
}

function silence(): HTMLElement {
  const page = document.createElement('main');
  const heading = document.createElement('h1');
  const text = document.createElement('p');
  const again = document.createElement('button');
  page.className = 'extension-silent';
  heading.textContent = 'Holdfast’s extension does not answer.';
  text.textContent =
    'It keeps your copy, and may just have been switched off or brought up to date. Nothing of the copy is touched by that.';
  again.type = 'button';
  again.className = 'button primary';
  again.textContent = 'Try again';
  again.addEventListener('click', () => location.reload());
  page.append(heading, text, again);
  return page;
}
