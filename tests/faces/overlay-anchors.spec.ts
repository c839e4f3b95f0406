import { CANNED, openCanned } from './canned-desk.ts';
import { expect, test } from './canned-test.ts';
import { viewOverlay } from './overlay-view.ts';

/** Outlook is built in stages: what is missing is told when it had time to come. */
const SETTLED_MS = 12_000;

for (const [what, without] of [
  ['its sections', / data-app-section="[^"]*"/g],
  ['its ids', / id="(MailList|ReadingPaneContainerId|O365_MainLink_Me|OwaTitleBar)"/g],
  ['sections and ids', / (data-app-section|id)="(?!UniqueMessageBody|AQ)[^"]*"/g],
] as const) {
  test(`without ${what} the page is still understood`, async ({ context }) => {
    const { page, asked } = await openCanned(context, CANNED, { without });
    const overlay = await viewOverlay(page);
    await expect.poll(() => overlay.words()).toContain('311 gone from this folder');
    await expect.poll(() => overlay.words()).toContain('2 of 3 gone from this conversation');
    await expect.poll(() => overlay.markup()).toContain('class="bar"');
    const looks = (await asked()).flatMap((ask) => (ask.ask === 'look' ? [ask.place] : []));
    expect(looks.at(-1)).toMatchObject({
      address: 'pat@example.com',
      folder: { by: 'id', id: 'AAMkADAwHarbour=' },
      conversation: 'AAQkADAw_2-harbour=',
    });
  });
}

for (const [missing, without] of [
  ['rows', / data-convid="[^"]*"/g],
  [
    'message-list',
    / (role="(listbox|option)"|data-convid="[^"]*"|data-app-section="MessageList"|id="MailList")/g,
  ],
] as const) {
  test(`without ${missing} just that is missing, and it is told`, async ({ context }) => {
    const { page, asked } = await openCanned(context, CANNED, { without });
    const overlay = await viewOverlay(page);
    await expect.poll(() => overlay.words()).toContain('311 gone from this folder');
    expect(await overlay.words()).toContain('2 of 3 gone from this conversation');
    expect(await overlay.markup()).not.toContain('class="bar"');
    await page.goto('https://outlook.office.com/mail/AAMkADAwHarbour%3D');
    await expect.poll(() => overlay.words()).toContain('311 gone from this folder');
    await page.waitForTimeout(SETTLED_MS);
    const told = (await asked()).flatMap((ask) => (ask.ask === 'missing' ? [ask.anchors] : []));
    expect(told).toEqual([[missing]]);
  });
}
