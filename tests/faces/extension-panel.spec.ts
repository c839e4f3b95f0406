import type { Page } from '@playwright/test';
import type { Simulator } from '../../shared/simulator/simulator.ts';
import type { ExtensionBrowser } from './extension.ts';
import { copied, expect, test } from './extension-test.ts';
import { inspect, looksAt } from './inspect.ts';
import { openOutlook, rowOf } from './outlook-steps.ts';
import { acceptMore, backUpNow } from './steps.ts';

/** The narrowest a person can make it. */
const PANEL = looksAt(320, 720);
const POPUP = looksAt(344, 560);
const HOUR = 3_600_000;
const LOST = ['Crack monitors, week 44', 'Crack monitors, week 45'];

test.use({
  extensionOptions: { inOutlook: true },
  simulatorOptions: {
    fill({ control }: Simulator) {
      const receivedAt = Date.now() - 12 * HOUR;
      for (const [at, subject] of [...LOST, 'Lunch'].entries()) {
        const text = `About gauge ${at} at the harbour wall.`;
        control.deliver({ subject, text, receivedAt: receivedAt + at * HOUR });
      }
    },
  },
});

/** A copy of everything, and one after some of it is gone from the mailbox for good. */
async function copiedAndLost(extension: ExtensionBrowser, simulator: Simulator): Promise<Page> {
  const app = await copied(extension);
  for (const message of [...simulator.mailbox.messages()]) {
    if (LOST.includes(message.content.subject)) simulator.mailbox.drop(message);
  }
  await backUpNow(app);
  return app;
}

function subjectsIn({ mailbox }: Simulator, role: string): string[] {
  const inside = [...mailbox.messages()].filter(({ folder }) => folder.role === role);
  return inside.map(({ content }) => content.subject).sort();
}

function lineOf(panel: Page, subject: string) {
  return panel.getByRole('listitem').filter({ has: panel.getByText(subject, { exact: true }) });
}

test('beside Outlook what is gone this week is restored and taken back in place', async ({
  extension,
  microsoft,
}) => {
  const { simulator } = microsoft;
  await copiedAndLost(extension, simulator);
  const panel = await extension.open('panel.html');
  await expect(panel.getByRole('heading', { name: 'Gone this week, kept here' })).toBeVisible();
  await inspect(panel, 'panel-week', undefined, PANEL);

  for (const subject of LOST) await panel.getByLabel(subject, { exact: true }).check();
  await inspect(panel, 'panel-chosen', undefined, PANEL);
  await panel.getByRole('button', { name: 'Restore 2', exact: true }).click();
  // The right to write is asked for when it is first needed.
  const opened = extension.context.waitForEvent('page');
  await panel.getByRole('button', { name: 'Go on at Microsoft' }).click();
  await acceptMore(await opened);
  await expect(panel.getByRole('contentinfo')).toContainText('2 messages are back. Read back');
  await expect(lineOf(panel, LOST[0]!).getByText('Restored, equal.')).toBeVisible();
  expect(subjectsIn(simulator, 'inbox')).toEqual([...LOST, 'Lunch']);
  await inspect(panel, 'panel-restored', undefined, PANEL);

  await panel.getByRole('button', { name: 'Undo' }).click();
  await expect(panel.getByRole('contentinfo')).toContainText('Undone: ');
  expect(subjectsIn(simulator, 'inbox')).toEqual(['Lunch']);
});

test('what the context menu was asked for is searched at once, also what is gone', async ({
  extension,
  microsoft,
}) => {
  await copiedAndLost(extension, microsoft.simulator);
  const panel = await extension.open(`panel.html#search=${encodeURIComponent('gauge harbour')}`);
  await expect(panel.getByRole('searchbox')).toHaveValue('gauge harbour');
  const found = panel.getByRole('region', { name: 'Found' });
  await expect(found).toContainText('3 found in everything ever kept, also what is gone.');
  expect(panel.url()).toBe(`${extension.origin}panel.html`);
  await expect(lineOf(panel, 'Lunch').getByText('In Inbox')).toBeVisible();
  await inspect(panel, 'panel-found', undefined, PANEL);

  await panel.getByLabel('Only what is gone').check();
  await expect(found).toContainText('2 found in what is gone.');
  await panel.getByRole('searchbox').fill('nowhere to be seen');
  await expect(found).toContainText('Not in your copy.');
  await panel.getByRole('searchbox').press('Escape');
  await expect(panel.getByRole('heading', { name: 'Gone this week, kept here' })).toBeVisible();
});

test('popup and panel follow what Outlook shows', async ({ extension, microsoft }) => {
  const { simulator } = microsoft;
  const conversation = 'harbour';
  for (const text of ['First', 'Second', 'Third']) {
    simulator.control.deliver({ subject: 'Scaffold licence', text, conversation });
  }
  await copiedAndLost(extension, simulator);
  const [first, second] = [...simulator.mailbox.messages()].filter(
    ({ content }) => content.subject === 'Scaffold licence',
  );
  for (const message of [first, second]) if (message) simulator.mailbox.drop(message);
  await backUpNow(await extension.open('app.html#/'));
  const outlook = await extension.context.newPage();
  await openOutlook(outlook, '/mail/inbox');
  await rowOf(outlook, 'Lunch').click();

  const panel = await extension.open('panel.html');
  await expect(panel.getByRole('heading', { name: '4 gone from Inbox' })).toBeVisible();
  const whole = panel.getByRole('heading', { name: 'All of this conversation is in your mailbox' });
  await expect(whole).toBeVisible();
  // Outlook goes on without a navigation, and so does the panel.
  await rowOf(outlook, 'Scaffold licence').click();
  const lost = panel.getByRole('heading', { name: '2 messages of this conversation are gone' });
  await expect(lost).toBeVisible();
  await inspect(panel, 'panel-outlook', lost, PANEL);

  const popup = await extension.open('popup.html');
  await expect(popup.getByText('Folder Inbox: 4 gone')).toBeVisible();
  const both = popup.getByRole('button', { name: 'Restore both' });
  await inspect(popup, 'popup-outlook', both, POPUP);
  // Microsoft's window would close the popup: its question is asked beside Outlook, once.
  await both.click();
  await expect(popup.getByRole('button', { name: 'Go on in the side panel' })).toBeVisible();
  await inspect(popup, 'popup-consent', undefined, POPUP);
  await popup.getByRole('button', { name: 'Cancel' }).click();
  await panel.getByRole('button', { name: 'Restore both' }).click();
  const opened = extension.context.waitForEvent('page');
  await panel.getByRole('button', { name: 'Go on at Microsoft' }).click();
  await acceptMore(await opened);
  await expect(panel.getByRole('contentinfo')).toContainText('2 messages are back.');
  await panel.getByRole('button', { name: 'Undo' }).click();
  await expect(panel.getByRole('contentinfo')).toContainText('Undone: ');

  await both.click();
  await expect(popup.getByText('2 messages are back.', { exact: true }).first()).toBeVisible();
  await expect(popup.getByText('Folder Inbox: 2 gone')).toBeVisible();
  expect(subjectsIn(simulator, 'inbox')).toHaveLength(4);
  await inspect(popup, 'popup-restored', popup.getByRole('button', { name: 'Undo' }), POPUP);
  await popup.getByRole('button', { name: 'Undo' }).click();
  await expect(popup.getByText(/^Undone: /)).toBeVisible();
  expect(subjectsIn(simulator, 'inbox')).toHaveLength(2);
});

test('the app in a tab of the extension searches, and the words outlive a reload', async ({
  extension,
  microsoft,
}) => {
  const app = await copiedAndLost(extension, microsoft.simulator);
  await app.getByRole('searchbox').pressSequentially('gauge harbour');
  const results = app.getByRole('listbox', { name: 'Results' });
  await expect(results.getByRole('option')).toHaveCount(3);
  await app.reload();
  await expect(app.getByRole('searchbox')).toHaveValue('gauge harbour');
  await expect(results.getByRole('option')).toHaveCount(3);
});
