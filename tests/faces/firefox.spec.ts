import { test as base, expect } from '@playwright/test';
import type { Page } from 'puppeteer-core';
import { type SimulatorServer, startSimulatorServer } from '../../scripts/simulator-server.ts';
import { makeDocx, paragraph } from '../preview/make-office.ts';
import { makePdf } from '../preview/make-pdf.ts';
import { type FirefoxBrowser, openFirefox } from './firefox.ts';
import { viewFirefoxOverlay } from './firefox-overlay.ts';
import { acceptMore, answerMicrosoft, button, clickInFront, pageAt } from './firefox-steps.ts';

const HOUR = 3_600_000;
const SUBJECTS = ['Fourth', 'Third', 'Second', 'First'];

const test = base.extend<{ microsoft: SimulatorServer; firefox: FirefoxBrowser }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names from this pattern.
  microsoft: async ({}, use) => {
    const microsoft = await startSimulatorServer({
      tlsPort: 0,
      messages: 0,
      fill: ({ control }) => {
        const receivedAt = Date.now() - 48 * HOUR;
        for (const [at, subject] of SUBJECTS.entries()) {
          control.deliver({ subject, text: `Of ${subject}`, receivedAt: receivedAt + at * HOUR });
        }
      },
    });
    await use(microsoft);
    await microsoft.close();
    expect(microsoft.simulator.report().unknownRoutes).toEqual([]);
  },
  firefox: async ({ microsoft }, use) => {
    const firefox = await openFirefox(microsoft);
    await use(firefox);
    await firefox.close();
  },
});

async function expectComplete(app: Page): Promise<void> {
  const said = () =>
    app.evaluate(() =>
      document.querySelector('.copying') ? '' : document.querySelector('h1')?.textContent,
    );
  await expect.poll(said, { timeout: 60_000 }).toBe('Everything Microsoft lists is in your copy.');
}

/** From the page the extension opens when installed to a whole first copy. */
async function copied(firefox: FirefoxBrowser, withFiles = false): Promise<Page> {
  const app = await pageAt(firefox, 'app.html#/welcome');
  await clickInFront(app, button('Keep it in this browser'));
  await clickInFront(app, button('Sign in'));
  await answerMicrosoft(firefox);
  if (withFiles) {
    await clickInFront(app, button('Keep your files as well…'));
    await acceptMore(firefox);
    await app.bringToFront();
    await app.locator('::-p-text(Keep your files)').wait();
    await app.locator('input[type=checkbox]').wait();
  }
  await clickInFront(app, button('Start the first copy'));
  await expectComplete(app);
  return app;
}

test('in Firefox a message deleted by mistake is restored from inside Outlook, and taken back', async ({
  firefox,
  microsoft,
}) => {
  test.setTimeout(180_000);
  const { mailbox } = microsoft.simulator;
  const subjects = () =>
    [...mailbox.role('inbox').present.values()].map(({ message }) => message.content.subject);
  const app = await copied(firefox);
  // The driver may go to no page of an extension; the extension may.
  await app.evaluate(() => chrome.tabs.create({ url: 'popup.html' }).then(() => undefined));
  const popup = await pageAt(firefox, 'popup.html');
  await clickInFront(popup, button('Show Holdfast in Outlook'));

  const outlook = await firefox.browser.newPage();
  await outlook.goto('https://outlook.office.com/mail/');
  const overlay = viewFirefoxOverlay(firefox.browser, outlook);
  await expect.poll(() => overlay.words(), { timeout: 30_000 }).toContain('copied');
  await clickInFront(outlook, '#MailList [role=option] ::-p-text(Second)');
  await outlook.keyboard.press('Delete');
  await expect.poll(subjects).not.toContain('Second');
  for (const role of ['deleteditems', 'recoverableitemsdeletions'] as const) {
    for (const { message } of [...mailbox.role(role).present.values()]) {
      mailbox.delete(message, 'gone');
    }
  }
  await clickInFront(app, button('Back up now'));

  await outlook.bringToFront();
  await expect
    .poll(() => overlay.words(), { timeout: 30_000 })
    .toContain('1 gone from this folder');
  await overlay.press('1 gone from this folder');
  await expect.poll(() => overlay.words()).toContain('1 message is gone from Inbox');
  await overlay.press('Restore');
  await expect.poll(() => overlay.words()).toContain('Microsoft will ask once');
  await overlay.press('Go on…');
  await acceptMore(firefox);
  await outlook.bringToFront();
  await expect.poll(() => overlay.words(), { timeout: 30_000 }).toContain('Back, equal.');
  expect(subjects()).toContain('Second');

  await overlay.press('Undo');
  await expect.poll(() => overlay.words()).toContain('1 message taken out again.');
  expect(subjects()).not.toContain('Second');
});

test('in Firefox files are copied beside mail, and looked at', async ({ firefox, microsoft }) => {
  test.setTimeout(180_000);
  const { control } = microsoft.simulator.drive;
  control.put('Taxes/2024/return.pdf', new Uint8Array(3_000_000).fill(7));
  control.put('Τιμολόγια/μία 100%.txt', 'ένα');
  control.put('Award.docx', new Uint8Array(makeDocx({ body: paragraph('The award') })));
  control.put('Plan.pdf', makePdf({ pages: ['The plan'] }));
  const app = await copied(firefox, true);
  const rows = () =>
    app.$$eval('.ledger tbody tr', (all) =>
      all.map((row) => [...row.querySelectorAll('td')].slice(0, 4).map((cell) => cell.textContent)),
    );
  expect(await rows()).toEqual([
    ['Mail', '4', '4', '0'],
    ['Files', '7', '7', '0'],
    ['Together', '11', '11', '0'],
  ]);

  await clickInFront(app, 'nav ::-p-text(Files)');
  await clickInFront(app, '.file ::-p-text(Plan.pdf)');
  await app.locator('.pdf-page .textLayer ::-p-text(The plan)').wait();
  await clickInFront(app, '.file ::-p-text(Award.docx)');
  const paper = () =>
    app.$eval('.file-preview iframe', (frame) => frame.getAttribute('srcdoc')).catch(() => '');
  await expect.poll(paper).toContain('The award');
  // Its first page stands for it among the tiles.
  await clickInFront(app, 'label[title=Tiles]');
  await app.locator('.tile img').wait();
});
