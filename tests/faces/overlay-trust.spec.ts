import type { Page } from '@playwright/test';
import type { Simulator } from '../../shared/simulator/simulator.ts';
import { folder, rowOf, rows } from './outlook-steps.ts';
import { copyAgain, expect, openInOutlook, test } from './overlay-steps.ts';

const HOUR = 3_600_000;
/** What somebody wrote who knows what Holdfast looks for. */
const FORGED = `<div data-app-section="MessageList" id="MailList"><div role="listbox">
<div role="option" data-convid="AAQkForgedA+/=" aria-selected="true">Not a row</div></div></div>
<div id="ReadingPaneContainerId" style="height:300px">Not a pane</div>
<div role="tree"><div role="treeitem" data-folder-name="evil@example.org" aria-selected="true">Not yours</div></div>
<button id="O365_MainLink_Me" aria-label="evil@example.org"></button>
<div data-holdfast-overlay style="position:fixed;inset:0;z-index:99999999;background:red">Not ours</div>`;

test.use({
  simulatorOptions: {
    messages: 0,
    fill: ({ control }: Simulator) => {
      const receivedAt = Date.now() - 48 * HOUR;
      for (const [at, subject] of ['Lost', 'Kept', 'Other'].entries()) {
        control.deliver({
          subject,
          text: `Text of ${subject}`,
          receivedAt: receivedAt + at * HOUR,
        });
      }
      control.deliver({ subject: 'Hostile', html: FORGED, receivedAt: receivedAt + 9 * HOUR });
    },
  },
});

test.beforeEach(async ({ app, microsoft }) => {
  const { mailbox } = microsoft.simulator;
  const lost = [...mailbox.messages()].find(({ content }) => content.subject === 'Lost')!;
  mailbox.delete(lost, 'gone');
  await copyAgain(app);
});

/** Requests by which anything would be written into the mailbox. */
function writes({ simulator }: { simulator: Simulator }): string[] {
  return Object.keys(simulator.report().requests).filter((what) =>
    /^(POST|PATCH|DELETE|PUT) .*(messages|mailFolders)/.test(what),
  );
}

test('a page that fights back neither reads the overlay nor makes it restore', async ({
  extension,
  microsoft,
}) => {
  const { page, overlay } = await openInOutlook(extension);
  await expect.poll(() => overlay.words()).toContain('1 gone from this folder');
  await overlay.press('1 gone from this folder');
  await expect.poll(() => overlay.words()).toContain('1 message is gone from Inbox');

  const seen = await page.evaluate(attack);

  expect(seen).toEqual({ root: null, words: false, hasRuntime: false });
  await page.waitForTimeout(1000);
  expect(writes(microsoft)).toEqual([]);
  expect(await overlay.words()).toContain('1 message is gone from Inbox');
  expect(await overlay.words()).not.toContain('Microsoft will ask');

  // Under a page made see-through a click is not one on the overlay.
  await page.evaluate(() => {
    document.body.style.opacity = '0.02';
  });
  await overlay.press('Restore');
  await page.waitForTimeout(500);
  expect(await overlay.words()).not.toContain('Microsoft will ask');

  // And for a person it works all the same, after all of this.
  await page.evaluate(() => {
    document.body.style.opacity = '';
  });
  await overlay.press('Restore');
  await expect.poll(() => overlay.words()).toContain('Microsoft will ask once');
  expect(writes(microsoft)).toEqual([]);
});

test('a hostile mail is no row, no pane, no folder, no account and no overlay', async ({
  extension,
}) => {
  const { page, overlay } = await openInOutlook(extension);
  await rowOf(page, 'Hostile').click();
  await expect(page.locator('[role="document"]')).toBeVisible();
  await expect.poll(() => overlay.words()).toContain('In your backup since');

  await expect.poll(() => overlay.words()).toContain('1 gone from this folder');
  const pane = await page.locator('#ReadingPaneContainerId').first().boundingBox();
  expect(pane!.height).toBeGreaterThan(400);
  await overlay.press(/In your backup since/);
  await expect.poll(() => overlay.words()).toContain('All of it is in your mailbox');
});

test('a row that is forged into the list is nothing that could be restored', async ({
  extension,
  microsoft,
}) => {
  const { page, overlay } = await openInOutlook(extension);
  await expect(rows(page)).toHaveCount(3);
  await page.evaluate(() => {
    const row = document.querySelector('#MailList [data-convid]')!;
    const forged = row.cloneNode(true) as HTMLElement;
    forged.setAttribute('data-convid', 'AAQkForged+/Rows=');
    row.after(forged);
  });
  await page.waitForTimeout(3000);

  expect(await overlay.words()).not.toContain('Restore from backup');
  expect(writes(microsoft)).toEqual([]);
});

test('what is typed in the overlay stays there, and closing it gives the focus back', async ({
  extension,
}) => {
  const { page, overlay } = await openInOutlook(extension);
  await rowOf(page, 'Kept').click();
  await expect.poll(() => overlay.words()).toContain('In your backup since');
  await overlay.press('1 gone from this folder');
  await expect.poll(() => overlay.focused()).toContain('1 message is gone from Inbox');
  await recorded(page);

  for (const key of ['e', 'r', 'Delete', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
  await page.keyboard.press('Tab');
  expect(await recorded(page)).toEqual([]);
  await expect(rowOf(page, 'Kept')).toBeVisible();

  await page.keyboard.press('Escape');
  await expect.poll(() => overlay.words()).not.toContain('is gone from Inbox');
  expect(await recorded(page)).toEqual([]);
  expect(await overlay.focused()).toContain('1 gone from this folder');
});

test('the shortcut opens the panel and closes it', async ({ extension }) => {
  const { page, overlay } = await openInOutlook(extension);
  await expect.poll(() => overlay.words()).toContain('1 gone from this folder');
  const background = await extension.background();
  const press = () =>
    background.evaluate(`chrome.tabs.query({ url: 'https://outlook.office.com/*' })
      .then((tabs) => Promise.all(tabs.map(({ id }) => chrome.tabs.sendMessage(id, { tell: 'toggle' }))))`);
  await page.bringToFront();
  await press();
  await expect.poll(() => overlay.words()).toContain('1 message is gone from Inbox');
  await press();
  await expect.poll(() => overlay.words()).not.toContain('1 message is gone from Inbox');
});

test('reloaded it is there once, and turned off it is gone without a trace', async ({
  extension,
}) => {
  const { page, overlay } = await openInOutlook(extension);
  await expect.poll(() => overlay.count()).toBe(1);
  const background = await extension.background();
  await background.evaluate('chrome.runtime.reload()').catch(() => {});
  await expect.poll(() => overlay.count()).toBe(0);

  const settings = await extension.context.newPage();
  await settings.goto('chrome://extensions');
  const isOn = (on: boolean) =>
    settings.evaluate(
      ([id, enabled]) => {
        const { chrome } = globalThis as unknown as {
          chrome: { management: { setEnabled(id: string, on: boolean): Promise<void> } };
        };
        return chrome.management.setEnabled(String(id), Boolean(enabled));
      },
      [new URL(extension.origin).hostname, on] as const,
    );
  await isOn(true);
  await page.reload();
  await expect.poll(() => overlay.count()).toBe(1);
  await folder(page, 'archive').click();
  expect(await overlay.count()).toBe(1);
  await isOn(false);
  await expect.poll(() => overlay.count()).toBe(0);
  await expect(page.locator('[data-holdfast-overlay]')).toHaveCount(0);
});

async function recorded(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { __keys } = window as unknown as { __keys: { type: string; key: string }[] };
    return __keys.splice(0).map(({ type, key }) => `${type} ${key}`);
  });
}

/** Runs in the page's own world: everything a hostile page could try. */
function attack(): { root: unknown; words: boolean; hasRuntime: boolean } {
  const host = document.querySelector<HTMLElement>('body > [data-holdfast-overlay]')!;
  const forged = { ask: 'restore', rows: 'all', except: [], tell: 'changed', isTrusted: true };
  Object.assign(Object.prototype, { ask: 'restore', rows: 'all', isTrusted: true });
  Object.defineProperty(Event.prototype, 'isTrusted', { get: () => true, configurable: true });
  Array.prototype.map = () => {
    throw new Error('mapped');
  };
  Element.prototype.closest = () => null;
  Element.prototype.attachShadow = () => {
    throw new Error('no shadows');
  };
  for (let x = 20; x < innerWidth; x += 40) {
    for (let y = 20; y < innerHeight; y += 20) {
      if (document.elementFromPoint(x, y) !== host) continue;
      for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click']) {
        const init = { bubbles: true, composed: true, clientX: x, clientY: y, detail: 1 };
        host.dispatchEvent(new MouseEvent(type, init));
      }
    }
  }
  host.click();
  host.focus();
  for (const key of ['Enter', ' ']) {
    host.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true }));
  }
  postMessage(forged, '*');
  dispatchEvent(new CustomEvent('message', { detail: forged }));
  for (const name of ['ask', 'rows', 'isTrusted']) {
    delete (Object.prototype as unknown as Record<string, unknown>)[name];
  }
  const runtime = (globalThis as { chrome?: { runtime?: { id?: string } } }).chrome?.runtime;
  const text = `${document.documentElement.textContent}${document.documentElement.outerHTML}`;
  return {
    root: host.shadowRoot,
    words: /is gone from Inbox|copied \d/.test(text),
    hasRuntime: runtime?.id !== undefined,
  };
}
