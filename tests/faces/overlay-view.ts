import type { CDPSession, Page } from '@playwright/test';

/** What a person sees and can press in the overlay; its shadow is closed to everything but this. */
export interface OverlayView {
  /** All words that are drawn, or null while there is no overlay. */
  words(): Promise<string | null>;
  /** Clicks with the mouse what carries these words, as a person does. */
  press(words: string | RegExp): Promise<void>;
  /** The words of what has the focus inside; null: nothing has. */
  focused(): Promise<string | null>;
  /** Markup of the overlay, for what words don't tell. */
  markup(): Promise<string>;
  /** Resolves when these words are drawn; the page's own clock (`performance.now`) at that moment. */
  saidAt(words: string): Promise<number>;
  /** How many overlays there are. */
  count(): Promise<number>;
}

interface Node {
  backendNodeId: number;
  nodeName: string;
  attributes?: string[];
  children?: Node[];
  shadowRoots?: Node[];
  shadowRootType?: string;
}

/** Runs in the page, on the overlay's own root. */
const WORDS = `function () {
  const faces = this.querySelector('.faces');
  return faces ? faces.innerText : '';
}`;
const MARKUP = 'function () { return this.innerHTML; }';
const FOCUSED = `function () {
  const at = this.activeElement;
  return at === null ? null : (at.ariaLabel || at.innerText || at.tagName);
}`;
const SAID_AT = `function (words) {
  return new Promise((resolve) => {
    const faces = this.querySelector('.faces');
    const look = () => faces.innerText.includes(words) && resolve(performance.now());
    new MutationObserver(look).observe(faces, { subtree: true, childList: true, characterData: true });
    look();
  });
}`;
const SPOT = `function (source, flags) {
  const wanted = new RegExp(source, flags);
  const all = [...this.querySelectorAll('button, input, label, a, summary')];
  const words = (each) => each.ariaLabel || each.innerText || each.closest('label')?.innerText || '';
  const found = all.find((each) => wanted.test(words(each).trim()) && each.getClientRects().length > 0);
  if (!found) return null;
  found.scrollIntoView({ block: 'nearest' });
  const { x, y, width, height } = found.getBoundingClientRect();
  return { x: x + width / 2, y: y + height / 2 };
}`;

/** Looks into the closed shadow by the debugger's protocol, which a page does not have. */
export async function viewOverlay(page: Page): Promise<OverlayView> {
  const session = await page.context().newCDPSession(page);
  const onRoot = async <T>(code: string, ...args: unknown[]): Promise<T | null> => {
    const [root] = await rootsOf(session);
    if (!root) return null;
    const { object } = await session.send('DOM.resolveNode', { backendNodeId: root.backendNodeId });
    if (object.objectId === undefined) return null;
    const { result } = await session.send('Runtime.callFunctionOn', {
      objectId: object.objectId,
      functionDeclaration: code,
      arguments: args.map((value) => ({ value })),
      returnByValue: true,
      awaitPromise: true,
    });
    return (result.value ?? null) as T | null;
  };
  return {
    words: () => onRoot<string>(WORDS),
    markup: async () => (await onRoot<string>(MARKUP)) ?? '',
    focused: () => onRoot<string>(FOCUSED),
    saidAt: async (words) => (await onRoot<number>(SAID_AT, words)) ?? Number.NaN,
    count: async () => (await rootsOf(session)).length,
    async press(words) {
      const wanted =
        words instanceof RegExp
          ? words
          : new RegExp(`^${words.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
      for (let tries = 0; tries < 100; tries += 1) {
        const spot = await onRoot<{ x: number; y: number }>(SPOT, wanted.source, wanted.flags);
        if (spot) {
          await page.mouse.click(spot.x, spot.y);
          return;
        }
        await page.waitForTimeout(100);
      }
      throw new Error(`nothing to press says ${words}; there is: ${await onRoot<string>(WORDS)}`);
    },
  };
}

async function rootsOf(session: CDPSession): Promise<Node[]> {
  const { root } = await session.send('DOM.getDocument', { depth: -1, pierce: true });
  const found: Node[] = [];
  const visit = (node: Node) => {
    if (node.attributes?.includes('data-holdfast-overlay')) found.push(...(node.shadowRoots ?? []));
    for (const child of node.children ?? []) visit(child);
  };
  visit(root as Node);
  return found;
}
