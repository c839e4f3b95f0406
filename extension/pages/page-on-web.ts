import { type FrameMessage, readPageMessage } from '../../shared/page/frame-messages.ts';
import { connect } from '../../shared/rpc/connect.ts';
import type { OwnCopy, OwnCopyApi } from '../../shared/rpc/own-copy.ts';
import { openPort } from '../../shared/rpc/port.ts';
import { isAppOrigin } from '../app-page/app-origin.ts';

/** The page on the web this application is shown in. */
export interface PageOnWeb {
  /** What it keeps itself; null when it keeps nothing. */
  own: { api: OwnCopyApi; copy: OwnCopy; portForWorker: MessagePort } | null;
  /** Has it show its own copy. */
  showOwn(): void;
}

/**
 * null in a tab, panel or popup of our own. In a frame, whoever framed this has to be Holdfast's own
 * page, and to be at the top: it is asked, and the browser says where the answer comes from. In the
 * frame of anybody else this never resolves, and nothing is shown.
 */
export async function joinPageOnWeb(): Promise<PageOnWeb | null> {
  if (window.parent === window) return null;
  const { origin, ports } = await askParent();
  const say = (message: FrameMessage) => window.parent.postMessage(message, origin);
  followPlace(say);
  return { own: await readOwn(ports), showOwn: () => say({ holdfast: 'show-own' }) };
}

function askParent(): Promise<{ origin: string; ports: readonly MessagePort[] }> {
  const nonce = crypto.randomUUID();
  return new Promise((resolve) => {
    addEventListener('message', function hear({ source, origin, data, ports }) {
      if (source !== window.parent || window.parent !== window.top) return;
      if (!isAppOrigin(origin, __APP_URL__)) return;
      if (readPageMessage(data)?.nonce !== nonce) return;
      removeEventListener('message', hear);
      resolve({ origin, ports });
    });
    // Nothing of it is secret, and whose page it is comes with the answer.
    const first: FrameMessage = { holdfast: 'framed', nonce };
    window.parent.postMessage(first, '*');
  });
}

async function readOwn(ports: readonly MessagePort[]): Promise<PageOnWeb['own']> {
  const [near, portForWorker] = ports;
  if (near === undefined || portForWorker === undefined) return null;
  const api = connect<OwnCopyApi>(openPort(near));
  const copy = await api.describe();
  return copy && { api, copy, portForWorker };
}

/** Title and address of the tab are the page's: it is told whenever one of them has changed. */
function followPlace(say: (message: FrameMessage) => void): void {
  let last = '';
  const tell = () => {
    const place = location.hash.startsWith('#/') ? location.hash.slice(1) : '/';
    const next = { holdfast: 'at', place, title: document.title } as const;
    const text = JSON.stringify(next);
    if (text !== last) say(next);
    last = text;
  };
  // Every page has a title of its own, and sets it when it is shown.
  new MutationObserver(tell).observe(document.head, { childList: true, subtree: true });
  addEventListener('hashchange', tell);
  addEventListener('popstate', tell);
}
