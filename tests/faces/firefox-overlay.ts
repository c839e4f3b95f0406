import type { Browser, Page } from 'puppeteer-core';

/** WebDriver BiDi as it is: its closed shadow roots are no part of what puppeteer offers. */
interface Wire {
  connection: {
    send(method: string, params: unknown): Promise<{ result: { result: RemoteValue } }>;
  };
}

interface RemoteValue {
  type: string;
  sharedId?: string;
  value?: unknown;
}

/** A node as BiDi tells it with `includeShadowTree: 'all'`. */
interface RemoteNode {
  sharedId?: string;
  value?: {
    nodeType: number;
    localName?: string;
    nodeValue?: string;
    attributes?: Record<string, string>;
    children?: RemoteNode[];
    shadowRoot?: RemoteNode | null;
  };
}

/** What a person sees and can press in the overlay, in Firefox; nothing of it is open to the page. */
export interface FirefoxOverlay {
  /** All words in it, or null while there is none. */
  words(): Promise<string | null>;
  /** Clicks with the mouse the button that carries these words. */
  press(words: string): Promise<void>;
}

export function viewFirefoxOverlay(browser: Browser, page: Page): FirefoxOverlay {
  const { connection } = browser as unknown as Wire;
  const context = (page.mainFrame() as unknown as { _id: string })._id;
  const target = { context };

  async function root(): Promise<RemoteNode | null> {
    const { result } = await connection.send('script.evaluate', {
      expression: "document.querySelector('[data-holdfast-overlay]')",
      target,
      awaitPromise: false,
      serializationOptions: { maxDomDepth: 40, includeShadowTree: 'all' },
    });
    return (result.result as RemoteNode).value?.shadowRoot ?? null;
  }

  async function spotOf(sharedId: string): Promise<{ x: number; y: number } | null> {
    const { result } = await connection.send('script.callFunction', {
      functionDeclaration: `(each) => {
        each.scrollIntoView({ block: 'nearest' });
        const { x, y, width, height } = each.getBoundingClientRect();
        return width > 0 ? JSON.stringify({ x: x + width / 2, y: y + height / 2 }) : '';
      }`,
      arguments: [{ sharedId }],
      target,
      awaitPromise: false,
    });
    const text = String(result.result.value ?? '');
    return text === '' ? null : (JSON.parse(text) as { x: number; y: number });
  }

  return {
    async words() {
      const shadow = await root();
      return shadow && textOf(shadow);
    },
    async press(words) {
      for (let tries = 0; tries < 100; tries += 1) {
        const shadow = await root();
        for (const { sharedId } of shadow ? buttonsOf(shadow, words) : []) {
          const spot = sharedId === undefined ? null : await spotOf(sharedId);
          if (spot === null) continue;
          await page.mouse.click(spot.x, spot.y);
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      throw new Error(`nothing to press says ${words}`);
    },
  };
}

function childrenOf({ value }: RemoteNode): RemoteNode[] {
  return value?.children ?? [];
}

function textOf(node: RemoteNode): string {
  if (node.value?.localName === 'style') return '';
  if (node.value?.nodeType === 3) return node.value.nodeValue ?? '';
  return childrenOf(node).map(textOf).join(' ').replaceAll(/\s+/g, ' ').trim();
}

function buttonsOf(node: RemoteNode, words: string): RemoteNode[] {
  const name = node.value?.attributes?.['aria-label'] ?? textOf(node);
  const isIt = node.value?.localName === 'button' && name === words;
  return [...(isIt ? [node] : []), ...childrenOf(node).flatMap((each) => buttonsOf(each, words))];
}
