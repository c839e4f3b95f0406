import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { readMailFiles } from '../../scripts/simulator-mail.ts';
import { backUp, PAT, Simulated, untilRestored } from '../../shared/engine/simulated.contract.ts';
import type { ItemRow } from '../../shared/model/item.ts';
import type { RestoredItem } from '../../shared/model/restore.ts';
import type { EngineApi } from '../../shared/rpc/protocol.ts';
import { loadEml } from '../../shared/simulator/load-eml.ts';
import type { Simulator } from '../../shared/simulator/simulator.ts';
import { APP_URL, expect, test, writeExchanges } from './holdfast.ts';
import { type JoinedFace, joinEngine } from './join-engine.ts';
import { changesOf, looksOf } from './mail-looks.ts';
import { NASTY_MAIL } from './nasty-mail.ts';
import { acceptMore, openFolder, signIn } from './steps.ts';

/**
 * Real mail, as far as there is any on this machine: the folder `HOLDFAST_MAIL_DIR`, or the
 * collection that lies beside the project. Our own nasty messages are always there.
 */
const BESIDE = fileURLToPath(new URL('../../../shared/corpora/mail', import.meta.url));
const MAIL_DIR = process.env.HOLDFAST_MAIL_DIR ?? (existsSync(BESIDE) ? BESIDE : null);
/** Two thousand messages, on a machine on which other tests run as well. */
const LONG_MS = 240_000;
const READ_AT_ONCE = 50;
/** Shown by the app itself, beside all nasty ones. */
const SHOWN = 60;
/** Restored by the app itself, beside all nasty ones. */
const RESTORED = 200;

test.use({ simulatorOptions: { fill } });

async function fill({ control, mailbox }: Simulator): Promise<void> {
  if (MAIL_DIR !== null) await loadEml(control, readMailFiles(MAIL_DIR));
  await loadEml(control, NASTY_MAIL);
  for (const [at, message] of [...mailbox.messages()].entries()) {
    message.state.isRead = at % 3 > 0;
    if (at % 3 > 0) message.folder.unread -= 1;
  }
}

test('mail of every kind is kept, is shown, and comes back as it was', async ({
  context,
  page,
  simulator,
}) => {
  test.setTimeout(LONG_MS);
  const { mailbox } = simulator;
  const count = [...mailbox.messages()].length;
  const before = looksOf(mailbox);
  const elsewhere: string[] = [];
  context.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    const isOurs = hostname === new URL(APP_URL).hostname || /microsoft/.test(hostname);
    if (protocol.startsWith('http') && !isOurs) elsewhere.push(request.url());
  });

  await signIn(page);
  await page.getByRole('button', { name: 'Start the first copy' }).click();
  const face = await joinEngine(page);
  await expect
    .poll(() => page.evaluate(({ engine }) => engine.listReceipts(1), face), { timeout: LONG_MS })
    .toHaveLength(1);
  const [receipt] = await page.evaluate(({ engine }) => engine.listReceipts(1), face);
  expect(receipt?.gaps).toEqual([]);
  expect(receipt?.verdict).toBe('complete');
  const rows = await rowsOf(page, face);
  expect(rows.length).toBe(count);

  expect(await readAll(page, face, rows)).toEqual([]);
  const nasty = rows.filter(({ path }) => path === 'Nasty');
  const others = rows.filter(({ path }) => path !== 'Nasty');
  for (const row of [...nasty, ...spread(others, SHOWN)]) await expectShown(page, row);
  expect(elsewhere).toEqual([]);

  const lost = spread(others, RESTORED);
  for (const { itemId } of [...nasty, ...lost]) mailbox.drop(mailbox.message(itemId));
  mailbox.dropFolder(simulator.control.folderAt('Nasty'));
  await restoreFolder(page, face, 'Nasty');
  await restoreRows(page, face, lost);

  expect(problemsIn(await restoredItems(page, face))).toEqual([]);
  expect(changesOf(before, looksOf(mailbox))).toEqual([]);
});

test('a mailbox with all this mail that is lost whole comes back whole', async () => {
  test.setTimeout(LONG_MS);
  const simulated = new Simulated({ simulator: { record: true } });
  const { simulator } = simulated;
  const { mailbox } = simulator;
  await fill(simulator);
  const before = looksOf(mailbox);
  const engine = await simulated.open();
  expect(await backUp(engine)).toMatchObject({ verdict: 'complete', gaps: [] });

  for (const message of [...mailbox.messages()]) mailbox.drop(message);
  for (const folder of [...mailbox.folders.values()]) {
    if (folder.role === null && mailbox.folders.has(folder.serial)) mailbox.dropFolder(folder);
  }
  expect((await backUp(engine)).changes.gone).toBe(before.length);
  const rows = (await allRows(engine)).map(({ row }) => row);
  const plan = await engine.planRestore({ kind: 'rows', rows });
  const { result } = await untilRestored(engine, await engine.startRestore(plan.id, AS_PLANNED));

  expect(result?.items.length).toBe(before.length);
  expect(problemsIn(result?.items ?? [])).toEqual([]);
  expect(changesOf(before, looksOf(mailbox))).toEqual([]);
  await engine.close();
  await writeExchanges('a whole mailbox comes back', simulator);
});

const AS_PLANNED = { except: [], moveFromElsewhere: false, intoNewFolder: null };

async function allRows(engine: EngineApi): Promise<ItemRow[]> {
  const rows: ItemRow[] = [];
  for (const { id: container } of await engine.listContainers(PAT.id, 'mail')) {
    const order = { sort: 'date', descending: false, show: 'all' } as const;
    const query = { account: PAT.id, source: 'mail', container, ...order } as const;
    rows.push(...(await engine.listItems(query, null, 10_000)).rows);
  }
  return rows;
}

type Row = Pick<ItemRow, 'row' | 'itemId' | 'subject'> & { path: string; address: string };

function rowsOf(page: Page, face: JoinedFace): Promise<Row[]> {
  return page.evaluate(async ({ engine }) => {
    const rows: Row[] = [];
    for (const folder of await engine.listContainers(null, 'mail')) {
      const { account, source, id: container, name: path } = folder;
      const order = { sort: 'date', descending: true, show: 'all' } as const;
      const query = { account, source, container, ...order };
      for (let after = null, isOver = false; !isOver; ) {
        const found: Awaited<ReturnType<typeof engine.listItems>> = await engine.listItems(
          query,
          after,
          500,
        );
        for (const { row, itemId, subject } of found.rows) {
          const address = `/mail/${encodeURIComponent(container)}/${row}`;
          rows.push({ row, itemId, subject, path, address });
        }
        after = found.next as null;
        isOver = found.next === null;
      }
    }
    return rows;
  }, face);
}

/** Reads each message and each of its files as the app does, and tells what could not be read. */
async function readAll(page: Page, face: JoinedFace, rows: readonly Row[]): Promise<string[]> {
  const complaints: string[] = [];
  for (let at = 0; at < rows.length; at += READ_AT_ONCE) {
    const some = rows.slice(at, at + READ_AT_ONCE).map(({ row }) => row);
    const found = await page.evaluate(
      async ([{ engine }, numbers]) => {
        const failed: string[] = [];
        const read = async (row: number) => {
          const { attachments, notes } = await engine.readMessage(row);
          const isMissing = notes.some((note) => /not-whole|body-missing/.test(note));
          if (isMissing) failed.push(`${row}: ${notes}`);
          for (const { index, stored, kind } of attachments) {
            if (stored) await engine.readAttachment(row, index);
            else if (kind !== 'link') failed.push(`${row}: attachment ${index} is not stored`);
          }
        };
        const trying = numbers.map((row) =>
          read(row).catch((error: unknown) => failed.push(`${row}: ${error}`)),
        );
        await Promise.all(trying);
        return failed;
      },
      [face, some] as const,
    );
    complaints.push(...found);
  }
  return complaints;
}

/** Goes to a message's address as its link does, without opening the app anew each time. */
async function expectShown(page: Page, { address, subject }: Row): Promise<void> {
  await page.evaluate((path) => {
    history.pushState(null, '', path);
    dispatchEvent(new PopStateEvent('popstate'));
  }, address);
  const message = page.getByRole('article', { name: 'Message' });
  const heading = message.getByRole('heading', { level: 1 });
  await expect(heading).toHaveText(subject.trim() === '' ? '(no subject)' : subject);
  await expect(message.getByRole('alert')).toHaveCount(0);
  const text = message.locator('.text > *').last();
  await expect(text).toBeAttached();
  const frame = text.locator('iframe');
  if ((await frame.count()) === 0) return;
  await expect
    .poll(() =>
      frame.evaluate(
        (each: HTMLIFrameElement) => each.contentDocument?.querySelector('body')?.className,
      ),
    )
    .toBeDefined();
}

/** All of a folder, chosen and restored by keys; Microsoft is asked for the right to write. */
async function restoreFolder(page: Page, face: JoinedFace, name: string): Promise<void> {
  await openFolder(page, name);
  await page.getByRole('listbox').focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('r');
  const asked = page.waitForEvent('popup');
  await page.getByRole('button', { name: /^Restore \d+$/ }).click({ timeout: LONG_MS });
  await acceptMore(await asked);
  const newest = () => page.evaluate(async ({ engine }) => (await engine.listJournal(1))[0], face);
  await expect.poll(newest, { timeout: LONG_MS }).toMatchObject({ endedAt: expect.any(String) });
}

function restoreRows(page: Page, face: JoinedFace, rows: readonly Row[]): Promise<void> {
  return page.evaluate(
    async ([{ engine }, numbers, options]) => {
      if (numbers.length === 0) return;
      const plan = await engine.planRestore({ kind: 'rows', rows: [...numbers] });
      const job = await engine.startRestore(plan.id, options);
      for await (const progress of engine.watchJob(job)) void progress;
    },
    [face, rows.map(({ row }) => row), AS_PLANNED] as const,
  );
}

/** Of all restores there were. */
function restoredItems(page: Page, face: JoinedFace): Promise<RestoredItem[]> {
  return page.evaluate(async ({ engine }) => {
    const items: RestoredItem[] = [];
    for (const { id } of await engine.listJournal(10)) {
      items.push(...(await engine.readJournal(id)).items);
    }
    return items;
  }, face);
}

/** What a restore itself says is not as it was. */
function problemsIn(items: readonly RestoredItem[]): string[] {
  return items
    .filter(({ state }) => state !== 'equal')
    .map(({ row, state, fault, differences }) =>
      JSON.stringify([row.subject, state, fault, differences]),
    );
}

/** `count` of them, from the first to the last. */
function spread<T>(all: readonly T[], count: number): T[] {
  const step = Math.max(1, all.length / count);
  return all.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step));
}
