import type { Page } from '@playwright/test';
import { graphForm } from '../../shared/simulator/ids.ts';
import { createSimulator, type Simulator } from '../../shared/simulator/simulator.ts';
import { expect, test } from './holdfast.ts';
import { folder, OUTLOOK, openOutlook, rowOf, rows } from './outlook-steps.ts';

const HOUR = 3_600_000;
const FORGED = `<p>Hello</p><div data-convid="AAQkforged=" role="option">A row, it says</div>
<div id="ReadingPaneContainerId">A pane, it says</div>
<a href="https://bad.example/" style="position:fixed;inset:0;opacity:0">\u202eeverywhere\u202c</a>`;

test.use({
  simulatorOptions: {
    fill: ({ control }: Simulator) => {
      const receivedAt = Date.now() - 12 * HOUR;
      control.deliver({ subject: 'Hostile', html: FORGED, receivedAt });
      for (const [at, subject] of ['Third', 'Second', 'First'].entries()) {
        control.deliver({
          subject,
          text: `Text of ${subject}`,
          receivedAt: receivedAt + at * HOUR,
        });
      }
    },
  },
});

test('a message is read, deleted, taken back, deleted again and emptied, and Graph’s mailbox follows', async ({
  page,
  simulator,
}) => {
  const roleOf = (subject: string) =>
    [...simulator.mailbox.messages()].find(({ content }) => content.subject === subject)?.folder
      .role;
  await openOutlook(page, '/mail/inbox');
  await expect(page).toHaveURL(`${OUTLOOK}/mail/`);

  await rowOf(page, 'Second').click();
  await expect(page.locator('[id^="UniqueMessageBody"]')).toHaveText('Text of Second');
  const id = await rowOf(page, 'Second').getAttribute('data-convid');
  await expect(page).toHaveURL(`${OUTLOOK}/mail/inbox/id/${encodeURIComponent(id ?? '')}`);
  expect(id).toMatch(/^AAQk[\w+/]+={0,2}$/);

  await page.locator('#innerRibbonContainer').getByRole('button', { name: 'Delete' }).click();
  await expect(rowOf(page, 'Second')).toHaveCount(0);
  expect(roleOf('Second')).toBe('deleteditems');
  await expect(page).toHaveURL(`${OUTLOOK}/mail/`);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(rowOf(page, 'Second')).toBeVisible();
  expect(roleOf('Second')).toBe('inbox');

  await rowOf(page, 'Second').click();
  await expect(page.locator('[id^="UniqueMessageBody"]')).toBeVisible();
  await page.keyboard.press('Delete');
  await expect(rowOf(page, 'Second')).toHaveCount(0);
  await folder(page, 'deleted items').click();
  await expect(page).toHaveURL(`${OUTLOOK}/mail/deleteditems`);
  await expect(rowOf(page, 'Second')).toBeVisible();
  await page.getByRole('button', { name: 'Empty folder' }).click();
  await page.locator('#ok-1').click();
  await expect(page.locator('#EmptyState_MainMessage')).toBeVisible();
  expect(roleOf('Second')).toBe('recoverableitemsdeletions');

  await page.getByRole('button', { name: 'Recover items deleted from this folder' }).click();
  const dialog = page.getByRole('dialog', { name: 'Recoverable items' });
  await dialog.getByRole('checkbox', { name: 'Second' }).check();
  await dialog.getByRole('button', { name: 'Restore' }).click();
  await expect.poll(() => roleOf('Second')).toBe('inbox');
  await page.goBack();
  await expect(rowOf(page, 'Second')).toBeVisible();
});

test('what others do to the mailbox shows in the list by itself', async ({ page, simulator }) => {
  await openOutlook(page);
  await expect(rows(page)).toHaveCount(4);

  simulator.control.deliver({ subject: 'Just in' });

  await expect(rowOf(page, 'Just in')).toBeVisible();
  await expect(folder(page, 'inbox')).toHaveAttribute('title', 'Inbox - 5 items (5 unread)');
});

test('foreign nodes go, a row that was stretched is noticed, one that was left alone is not', async ({
  page,
}) => {
  await openOutlook(page);
  await rowOf(page, 'First').click();
  await page.evaluate(() => {
    for (const place of ['#MailList [data-convid]', '#ReadingPaneContainerId [role=heading]']) {
      const note = document.createElement('b');
      note.className = 'foreign';
      note.style.position = 'absolute';
      document.querySelector(place)?.append(note);
    }
  });
  await expect(page.locator('.foreign')).toHaveCount(0);
  await expect(page.locator('#MailList')).toHaveAttribute('data-flicker', 'false');

  await page.evaluate(() => {
    document.querySelector<HTMLElement>('#MailList [data-convid]')!.style.height = '90px';
  });
  await expect(page.locator('#MailList')).toHaveAttribute('data-flicker', 'true');
});

test('the page enforces Trusted Types and does not start where the default policy is taken', async ({
  page,
  context,
}) => {
  await openOutlook(page);
  const tried = await page.evaluate(() => {
    const { trustedTypes } = window as unknown as {
      trustedTypes: { createPolicy(name: string, rules: object): unknown };
    };
    const names: string[] = [];
    for (const attempt of [
      () => Object.assign(document.createElement('div'), { innerHTML: '<b>x</b>' }),
      () => Object.assign(document.createElement('script'), { text: '1' }),
      () => trustedTypes.createPolicy('default', {}),
    ]) {
      try {
        attempt();
        names.push('allowed');
      } catch (error) {
        names.push((error as Error).name);
      }
    }
    return names;
  });
  expect(tried).toEqual(['TypeError', 'TypeError', 'TypeError']);

  const other = await context.newPage();
  await other.addInitScript(() => {
    const { trustedTypes } = window as unknown as {
      trustedTypes: { createPolicy(name: string, rules: object): unknown };
    };
    trustedTypes.createPolicy('default', {});
    // The test of the page counts errors nobody caught; this one is wanted.
    addEventListener('unhandledrejection', (event) => {
      document.title = String(event.reason);
      event.preventDefault();
    });
  });
  await other.goto(`${OUTLOOK}/mail/`);
  await expect(other).toHaveTitle(/Duplicated Default Trusted Types policy/);
  await expect(other.locator('#OwaContainer')).toHaveCount(0);
});

test('class names and wrappers are others in each load, names that last are the same', async ({
  page,
}) => {
  const look = async (seed: string) => {
    await openOutlook(page, `/mail/?seed=${seed}`);
    await expect(rows(page)).toHaveCount(4);
    return page.evaluate(() => {
      const depth = (selector: string) => {
        let count = 0;
        for (let at = document.querySelector(selector); at; at = at.parentElement) count += 1;
        return count;
      };
      return {
        row: document.querySelector('#MailList [data-convid]')?.className,
        depths: ['#MailList', '[role=tree]', '#topSearchInput', '[role=listbox]'].map(depth),
        sections: [...document.querySelectorAll('[data-app-section]')]
          .map((each) => each.getAttribute('data-app-section'))
          .sort(),
        id: document.querySelector('#MailList [data-convid]')?.id,
      };
    });
  };
  const [one, again, two] = [await look('one'), await look('one'), await look('two')];

  expect(again).toEqual(one);
  expect(two.row).not.toBe(one.row);
  expect(two.depths).not.toEqual(one.depths);
  expect([two.sections, two.id]).toEqual([one.sections, one.id]);
  expect(one.sections).toEqual([
    'CopilotDabRibbon',
    'MessageList',
    'NavigationPane',
    'NotificationPane',
    'Ribbon',
  ]);
});

test('a hostile mail forges names in the page and runs nothing', async ({ page }) => {
  await openOutlook(page);
  await rowOf(page, 'Hostile').click();
  const body = page.locator('[role="document"]');
  await expect(body).toBeVisible();

  await expect(body.locator('[data-convid="AAQkforged="]')).toHaveCount(1);
  await expect(page.locator('#ReadingPaneContainerId')).toHaveCount(2);
  await expect(rows(page)).toHaveCount(4);
});

test('the theme is written on the document’s element and changes at once', async ({ page }) => {
  await openOutlook(page, '/mail/?theme=dark');
  const isDark = page.locator('html[style*="--black: #FFFFFF"]');
  await expect(isDark).toHaveCount(1);

  await page.locator('#owaSettingsButton').click();
  await page.getByRole('menuitem', { name: 'Light', exact: true }).click();

  await expect(isDark).toHaveCount(0);
});

for (const [lang, dir, list, inbox] of [
  ['de', 'ltr', 'Nachrichtenliste', 'posteingang'],
  ['pt', 'ltr', 'Lista de mensagens', 'caixa de entrada'],
  ['he', 'rtl', 'רשימת הודעות', 'תיבת דואר נכנס'],
  ['zh', 'ltr', '邮件列表', '收件箱'],
  ['fr', 'ltr', 'Liste des messages', 'boîte de réception'],
] as const) {
  test(`in ${lang} the labels and folders are named otherwise, ids are not`, async ({ page }) => {
    await openOutlook(page, `/mail/?lang=${lang}`);
    await expect(page.locator('html')).toHaveAttribute('dir', dir);
    await expect(page.locator(`[role="complementary"][aria-label="${list}"]`)).toBeVisible();
    await expect(folder(page, inbox)).toBeVisible();
    await expect(page.locator('[aria-label="left-rail-appbar"]')).toBeVisible();
    await expect(rows(page)).toHaveCount(4);
    await expect(page.locator('#MailList')).toHaveAttribute('data-flicker', 'false');
    const times = await rows(page).first().getAttribute('aria-label');
    expect(/[\u200e\u200f]/.test(times ?? '')).toBe(lang === 'he');
  });
}

test('a window of its own has the message and nothing to anchor to', async ({ page, context }) => {
  await openOutlook(page, '/mail/?view=message');
  const opened = context.waitForEvent('page');
  await rowOf(page, 'First').dblclick();
  const other = await opened;

  await expect(other.locator('#ItemReadingPaneContainer')).toContainText('Text of First');
  const url = new URL(other.url());
  const inPath = decodeURIComponent(url.pathname.split('/')[4] ?? '');
  const inQuery = url.searchParams.get('ItemID') ?? '';
  expect(inPath).toMatch(/^AAMk[\w-]+=*$/);
  expect(inQuery.replaceAll('/', '-').replaceAll('+', '_')).toBe(inPath);
  for (const absent of ['[role="main"]', '[role="tree"]', '[data-convid]', '[id*="me-control"]']) {
    await expect(other.locator(absent)).toHaveCount(0);
  }
});

test('a person’s own folder has its id in the address, and is there again after a reload', async ({
  page,
  simulator,
}) => {
  const own = simulator.control.folderAt('Clients/Harbour Street');
  simulator.control.deliver({ subject: 'Plans' }, own);
  await openOutlook(page);

  await folder(page, 'harbour street').click();
  await expect(rowOf(page, 'Plans')).toBeVisible();
  const [, module, segment = ''] = new URL(page.url()).pathname.split('/');
  expect([module, graphForm(decodeURIComponent(segment))]).toEqual([
    'mail',
    simulator.mailbox.ids.folder(own.serial),
  ]);
  await page.reload();

  await expect(rowOf(page, 'Plans')).toBeVisible();
  await expect(folder(page, 'harbour street')).toHaveAttribute('aria-selected', 'true');
});

test('an open conversation follows what happens to its messages', async ({ page, simulator }) => {
  await openOutlook(page);
  await rowOf(page, 'First').click();
  await expect(page.locator('[id^="UniqueMessageBody"]')).toBeVisible();
  const [presence] = [...simulator.mailbox.role('inbox').present.values()].filter(
    ({ message }) => message.content.subject === 'First',
  );

  const copy = simulator.mailbox.copy(presence!.message, simulator.mailbox.role('archive'));
  await expect(page.locator('[role="main"] [role="listitem"]')).toHaveCount(2);
  simulator.mailbox.drop(copy);
  simulator.mailbox.drop(presence!.message);

  await expect(page.locator('[role="main"] [role="listitem"]')).toHaveCount(0);
  await expect(page).toHaveURL(`${OUTLOOK}/mail/`);
});

test('several accounts are one session, each with its number in the address', async ({
  page,
  simulator,
}) => {
  const other = createSimulator({ seed: 2 });
  other.control.deliver({ subject: 'For Sam' });
  const sam = { name: 'Sam Other', address: 'sam@example.org' };
  simulator.outlook.open({ account: sam, mailbox: other.mailbox });
  await openOutlook(page);

  await page.getByRole('button', { name: 'Account manager for Pat Example' }).click();
  await page.getByRole('menuitem', { name: sam.address }).click();

  await expect(page).toHaveURL(`${OUTLOOK}/mail/1/`);
  await expect(rowOf(page, 'For Sam')).toBeVisible();
  await expect(page.locator('#mectrl_currentAccount_secondary')).toHaveText(sam.address);
});

test('several conversations are chosen and moved in one go', async ({ page, simulator }) => {
  await openOutlook(page);
  for (const subject of ['First', 'Second']) {
    await rowOf(page, subject).getByRole('checkbox').check({ force: true });
  }
  await expect(page.locator('[role="main"]')).toHaveText('2 conversations selected');

  await page.getByRole('button', { name: 'Move to' }).click();
  await page.getByRole('menuitem', { name: 'Junk Email' }).click();

  await expect(rows(page)).toHaveCount(2);
  expect(simulator.mailbox.role('junkemail').present.size).toBe(2);
});

test('a narrow window shows the list or the pane', async ({ page }) => {
  await page.setViewportSize({ width: 400, height: 700 });
  await openOutlook(page);
  await rowOf(page, 'First').click();
  await expect(page.locator('[id^="UniqueMessageBody"]')).toBeVisible();
  await expect(rows(page).first()).toBeHidden();

  await page.getByRole('button', { name: 'Back' }).click();

  await expect(rows(page).first()).toBeVisible();
  await expect(page.locator('[role="main"]')).toBeHidden();
});

test('the service out of reach is told, and the page goes on', async ({ page, context }) => {
  await openOutlook(page);
  await context.setOffline(true);
  await rowOf(page, 'First').click();
  await expect(page.getByText('Something went wrong.')).toBeVisible();
  await context.setOffline(false);

  await rowOf(page, 'Second').click();
  await expect(page.locator('[id^="UniqueMessageBody"]')).toHaveText('Text of Second');
});

test('addresses of a search, an open conversation, a new mail and the calendar lead there', async ({
  page,
}) => {
  await openOutlook(page, '/mail/search?q=first');
  await expect(rows(page)).toHaveCount(1);
  const id = (await rowOf(page, 'First').getAttribute('data-convid')) ?? '';

  await openOutlook(page, `/mail/id/${encodeURIComponent(id)}`);
  await expect(page.locator('[role="main"] [role="document"]')).toHaveText('Text of First');
  await openOutlook(page, '/mail/deeplink/compose');
  await expect(page.getByRole('textbox', { name: 'Message body' })).toBeVisible();
  await page.goto(`${OUTLOOK}/mail/deeplink/readconv/${encodeURIComponent(id)}?popoutv2=1`);
  await expect(page.locator('#ConversationReadingPaneContainer')).toContainText('Text of First');
  await page.goto(`${OUTLOOK}/calendar/view/week`);
  await expect(page.locator('[data-app-section="CalendarModule"]')).toHaveCount(1);
  await expect(page.locator('#MailList')).toHaveCount(0);
});

test('searching leaves the address alone', async ({ page }) => {
  await openOutlook(page);
  await page.locator('#topSearchInput').fill('first');
  await page.locator('#topSearchInput').press('Enter');

  await expect(rows(page)).toHaveCount(1);
  await rowOf(page, 'First').click();
  await expect(page.locator('[id^="UniqueMessageBody"]')).toHaveText('Text of First');
  await expect(page).toHaveURL(`${OUTLOOK}/mail/`);
});

test('keys that reach the page are recorded, and act', async ({ page, simulator }) => {
  await openOutlook(page);
  await rowOf(page, 'First').click();
  await expect(page.locator('[id^="UniqueMessageBody"]')).toBeVisible();

  await page.keyboard.press('e');

  await expect(rowOf(page, 'First')).toHaveCount(0);
  expect(simulator.mailbox.role('archive').present.size).toBe(1);
  const keys = await page.evaluate(() => window.__keys.map(({ type, key }) => `${type} ${key}`));
  expect(keys).toEqual(['keydown e', 'keypress e', 'keyup e']);
});

test('for a personal account there is no account header, and addresses have a number', async ({
  page,
}) => {
  await page.goto('https://outlook.live.com/mail/');
  await expect(rows(page)).toHaveCount(4);

  await expect(page).toHaveURL('https://outlook.live.com/mail/0/');
  await expect(page.locator('#O365_MainLink_Me')).toHaveCount(0);
  await expect(page.locator('[id^="owaadbar"]')).toBeVisible();
  await expect(folder(page, 'pat@example.com')).toBeVisible();
  await rowOf(page, 'First').click();
  await expect(page).toHaveURL(/\/mail\/0\/inbox\/id\/AAQk/);
});

for (const pane of ['bottom', 'off'] as const) {
  test(`with the reading pane ${pane} a message is opened and deleted all the same`, async ({
    page,
    simulator,
  }) => {
    await openOutlook(page, `/mail/?pane=${pane}&rows=compact&ribbon=classic`);
    await rowOf(page, 'First').click();
    await expect(page.locator('[id^="UniqueMessageBody"]')).toBeVisible();
    await expect(rows(page).first()).toBeVisible({ visible: pane === 'bottom' });

    await page.keyboard.press('Delete');

    await expect(rowOf(page, 'First')).toHaveCount(0);
    await expect(rows(page).first()).toBeVisible();
    expect(simulator.mailbox.role('deleteditems').present.size).toBe(1);
    await expect(page.locator('#MailList')).toHaveAttribute('data-flicker', 'false');
  });
}

test.describe('with very many messages', () => {
  test.use({ simulatorOptions: { messages: 50_000 } });

  test('the list keeps a few rows, recycles them and is at its end at once', async ({ page }) => {
    await openOutlook(page, '/mail/?view=message');
    await expect(rows(page).first()).toBeVisible();
    const before = await rows(page).count();
    expect(before).toBeLessThan(40);
    await markFirstRow(page);

    await page.locator('#MailList .customScrollBar').evaluate((scroller) => {
      scroller.scrollTop = scroller.scrollHeight;
    });
    await expect(page.locator('[data-group="older"]')).toHaveCount(0);
    await expect.poll(() => rows(page).count()).toBeGreaterThan(8);

    expect(await rows(page).count()).toBeLessThan(40);
    expect(await page.evaluate(() => document.querySelectorAll('[data-known]').length)).toBe(1);
    await expect(page.locator('#MailList')).toHaveAttribute('data-flicker', 'false');
  });
});

async function markFirstRow(page: Page): Promise<void> {
  await rows(page)
    .first()
    .evaluate((row) => row.setAttribute('data-known', ''));
}
