import * as v from 'valibot';
import { expect, test } from 'vitest';
import type { Engine } from '../../shared/engine/engine.ts';
import { backUp, PAT, Simulated } from '../../shared/engine/simulated.contract.ts';
import type { ItemId } from '../../shared/model/ids.ts';
import type { SignIn } from '../../shared/model/platform.ts';
import { ANSWERS, type AnswerTo, type Ask, type AskOf, type Place } from '../outlook/protocol.ts';
import { createDesk, type DeskParts } from './outlook-desk.ts';
import type { Sender } from './outlook-sender.ts';

const OWN = 'abcdefghijklmnop';
const OVERLAY: Sender = {
  id: OWN,
  url: 'https://outlook.office.com/mail/',
  frameId: 0,
  tab: { id: 7 },
};
const INBOX: Place = {
  address: 'PAT@example.com',
  folder: { by: 'role', role: 'inbox' },
  conversation: null,
  item: null,
};
const BIN: Place = { ...INBOX, folder: { by: 'role', role: 'deleteditems' } };

/** A mailbox, an engine that copies it, and the desk an overlay asks. */
async function open(options: { signIns?: SignIn[] } = {}) {
  const simulated = new Simulated();
  const asked: string[] = [];
  const reports: string[] = [];
  const engine: Engine = await simulated.open();
  const desk = createDesk({
    ownId: OWN,
    engine: async () => engine,
    signIns: async () => options.signIns ?? [],
    allowWriting: async () => {
      simulated.granted = ['Mail.Read', 'Mail.ReadWrite'];
      asked.push('allow');
    },
    immutableId: async (_account, id) => {
      const { mailbox } = simulated.simulator;
      return mailbox.idOf(mailbox.message(id), true) as ItemId;
    },
    open: async ({ row }) => void asked.push(`open ${row !== null}`),
    readFolded: async () => true,
    writeFolded: async (folded) => void asked.push(`folded ${folded}`),
    noteMissing: (tab, anchors) => void asked.push(`missing ${tab} ${anchors.join()}`),
    report: (what) => void reports.push(what),
  } satisfies DeskParts);

  async function ask<Kind extends Ask['ask']>(
    what: AskOf<Kind>,
    sender = OVERLAY,
  ): Promise<AnswerTo<Kind>> {
    const answer: unknown = await desk.answer(what, sender);
    return v.parse(ANSWERS[what.ask], answer) as AnswerTo<Kind>;
  }

  async function untilEnded(place: Place, job: string) {
    for (;;) {
      const shown = await ask<'progress'>({ ask: 'progress', place, job });
      if ('trouble' in shown) throw new Error(shown.trouble);
      if (shown.state === 'ended') return shown;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  return {
    simulated,
    desk,
    ask,
    untilEnded,
    asked,
    reports,
    engine,
  };
}

function well<T extends object>(answer: T): Exclude<T, { trouble: string }> {
  if ('trouble' in answer) throw new Error(String(answer.trouble));
  return answer as Exclude<T, { trouble: string }>;
}

const restore = (
  place: Place,
  rows: number[] | 'all',
  except: number[] = [],
): AskOf<'restore'> => ({
  ask: 'restore',
  place,
  rows,
  except,
});

test('deleted, emptied, restored and taken back, all by what the overlay asks', async () => {
  const { simulated, engine, ask, untilEnded } = await open();
  const id = simulated.deliver({ subject: 'Offer', text: 'Hello there' });
  simulated.deliver({ subject: 'Stays' });
  await backUp(engine);
  expect(await ask<'look'>({ ask: 'look', place: INBOX })).toMatchObject({
    state: 'ready',
    folder: { name: 'Inbox', gone: 0, present: 2 },
  });
  const { control } = simulated.simulator;
  control.delete(id);
  control.emptyDeletedItems();
  control.delete(id, 'gone');
  await backUp(engine);

  const sight = well(await ask<'look'>({ ask: 'look', place: INBOX }));
  expect(sight.folder).toMatchObject({ gone: 1, present: 1 });
  const gone = well(await ask<'gone'>({ ask: 'gone', place: INBOX, after: null }));
  expect(gone).toMatchObject({ total: 1, next: null });
  expect(gone.rows).toMatchObject([{ subject: 'Offer', state: 'gone', restorable: true }]);
  const begun = well(await ask<'restore'>(restore(INBOX, [gone.rows[0]!.row])));
  if ('consent' in begun) throw new Error('it was granted');
  const done = await untilEnded(INBOX, begun.job);
  expect(done).toMatchObject({ done: 1, total: 1, failed: 0, remark: null });
  expect(done.rows).toEqual([{ row: gone.rows[0]!.row, state: 'equal' }]);
  const inbox = simulated.simulator.mailbox.role('inbox');
  expect(inbox.present.size).toBe(2);

  const { job } = well(await ask<'undo'>({ ask: 'undo', place: INBOX, journal: done.journal! }));
  expect((await untilEnded(INBOX, job)).journal).not.toBe(done.journal);
  expect(inbox.present.size).toBe(1);
  expect(await ask<'undo'>({ ask: 'undo', place: INBOX, journal: done.journal! })).toEqual({
    trouble: expect.stringContaining('taken back already'),
  });
  await engine.close();
});

test('all that is gone from a folder is restored but for what was left out', async () => {
  const { simulated, engine, ask, untilEnded } = await open();
  const ids = Array.from({ length: 5 }, (_, at) => simulated.deliver({ subject: `Mail ${at}` }));
  await backUp(engine);
  for (const id of ids) simulated.simulator.control.delete(id, 'gone');
  await backUp(engine);
  const { rows } = well(await ask<'gone'>({ ask: 'gone', place: INBOX, after: null }));
  const left = rows.find(({ subject }) => subject === 'Mail 2')!;

  const begun = well(await ask<'restore'>(restore(INBOX, 'all', [left.row])));
  if ('consent' in begun) throw new Error('it was granted');
  expect(begun.total).toBe(4);
  expect((await untilEnded(INBOX, begun.job)).rows.map(({ state }) => state)).toEqual(
    Array.from({ length: 4 }, () => 'equal'),
  );
  expect(simulated.simulator.mailbox.role('inbox').present.size).toBe(4);
  await engine.close();
});

test('right after a deletion Microsoft is asked, not the last copy', async () => {
  const { simulated, engine, ask } = await open();
  const id = simulated.deliver({ subject: 'Oops' });
  const filed = simulated.deliver({ subject: 'Filed' });
  await backUp(engine);
  const vanished = async (subject: string) => {
    const rows = await engine.listContainers(PAT.id, 'mail');
    const inbox = rows.find(({ role }) => role === 'inbox')!;
    const list = await engine.listItems(
      {
        account: PAT.id,
        source: 'mail',
        container: inbox.id,
        sort: 'date',
        descending: true,
        show: 'all',
      },
      null,
      10,
    );
    const { conversation } = list.rows.find((row) => row.subject === subject)!;
    return well(await ask<'vanished'>({ ask: 'vanished', place: INBOX, conversation })).rows;
  };
  const { control } = simulated.simulator;
  control.move(filed, 'archive');

  expect(await vanished('Oops')).toEqual([]);
  expect(await vanished('Filed')).toEqual([]);
  control.delete(id);
  expect(await vanished('Oops')).toMatchObject([{ state: 'moved', where: 'Deleted Items' }]);
  control.emptyDeletedItems();
  expect(await vanished('Oops')).toMatchObject([{ subject: 'Oops', state: 'gone' }]);
  control.delete(id, 'gone');
  expect(await vanished('Oops')).toMatchObject([{ subject: 'Oops', state: 'gone' }]);
  await engine.close();
});

test('of a conversation it is told which messages are gone, deleted, elsewhere and there', async () => {
  const { simulated, engine, ask } = await open();
  const { mailbox, control } = simulated.simulator;
  const ids = ['here', 'sent', 'deleted', 'gone'].map((subject, at) => {
    const id = simulated.deliver({ subject, receivedAt: 1_700_000_000_000 + at * 1000 });
    Object.assign(mailbox.message(id).content, { conversation: 'thread' });
    return id;
  });
  control.move(ids[1]!, 'sentitems');
  await backUp(engine);
  control.delete(ids[2]!);
  control.delete(ids[3]!, 'gone');
  await backUp(engine);
  const conversation = (await engine.findItem(PAT.id, ids[0]!))!.conversation;
  const sight = well(await ask<'look'>({ ask: 'look', place: { ...INBOX, conversation } }));

  expect(sight.conversation?.since).not.toBeNull();
  expect(
    sight.conversation?.rows.map(({ subject, state, restorable, where }) => ({
      subject,
      state,
      restorable,
      where,
    })),
  ).toEqual([
    { subject: 'here', state: 'here', restorable: false, where: 'Inbox' },
    { subject: 'sent', state: 'moved', restorable: false, where: 'Sent Items' },
    { subject: 'deleted', state: 'moved', restorable: true, where: 'Deleted Items' },
    { subject: 'gone', state: 'gone', restorable: true, where: 'Inbox' },
  ]);
  const marks = well(
    await ask<'marks'>({ ask: 'marks', place: INBOX, conversations: [conversation] }),
  );
  expect(marks.bars).toEqual([conversation]);
  await engine.close();
});

test('what left Deleted Items for good goes back to the folder it came from', async () => {
  const { simulated, engine, ask, untilEnded } = await open();
  const id = simulated.deliver({ subject: 'Twice deleted' }, 'Clients');
  await backUp(engine);
  const { control, mailbox } = simulated.simulator;
  control.delete(id);
  await backUp(engine);
  control.delete(id, 'gone');
  await backUp(engine);
  const { rows } = well(await ask<'gone'>({ ask: 'gone', place: BIN, after: null }));
  expect(rows).toMatchObject([{ subject: 'Twice deleted', where: 'Clients', restorable: true }]);

  const begun = well(await ask<'restore'>(restore(BIN, [rows[0]!.row])));
  if ('consent' in begun) throw new Error('it was granted');
  await untilEnded(BIN, begun.job);
  expect(control.folderAt('Clients').present.size).toBe(1);
  expect(mailbox.role('deleteditems').present.size).toBe(0);
  await engine.close();
});

test('between two rows of the list it is marked that messages were there', async () => {
  const { simulated, engine, ask } = await open();
  const at = (day: number) => ({ receivedAt: Date.UTC(2026, 0, day) });
  const [newest, lost, middle, oldest] = [9, 7, 5, 3].map((day) =>
    simulated.deliver({ subject: `${day}`, ...at(day) }),
  );
  await backUp(engine);
  const conversationOf = async (id: ItemId) => (await engine.findItem(PAT.id, id))!.conversation;
  const conversations = await Promise.all([newest!, middle!, oldest!].map(conversationOf));
  simulated.simulator.control.delete(lost!, 'gone');
  await backUp(engine);

  expect(await ask<'marks'>({ ask: 'marks', place: INBOX, conversations })).toEqual({
    bars: [],
    seams: [conversations[0]],
  });
  await engine.close();
});

test('rows that are not of the place are refused, and nothing is written', async () => {
  const { simulated, engine, ask, reports } = await open();
  const other = simulated.deliver({ subject: 'Elsewhere' }, 'Clients');
  const here = simulated.deliver({ subject: 'Still here' });
  const gone = simulated.deliver({ subject: 'Gone' });
  await backUp(engine);
  simulated.simulator.control.delete(other, 'gone');
  simulated.simulator.control.delete(gone, 'gone');
  await backUp(engine);
  const rowOf = async (id: ItemId) => (await engine.findItem(PAT.id, id))!.row;
  const refused = { trouble: expect.any(String) };

  for (const id of [other, here]) {
    expect(await ask<'restore'>(restore(INBOX, [await rowOf(gone), await rowOf(id)]))).toEqual(
      refused,
    );
  }
  expect(await ask<'restore'>(restore(INBOX, [999_999]))).toEqual(refused);
  expect(await ask<'restore'>(restore({ ...INBOX, folder: null }, 'all'))).toEqual(refused);
  expect(await engine.listJournal(10)).toEqual([]);
  expect(reports.join()).not.toMatch(/Gone|pat@|Inbox/i);
  await engine.close();
});

test('jobs and journals of nobody are told of nobody', async () => {
  const { engine, ask, simulated } = await open();
  simulated.deliver({ subject: 'x' });
  await backUp(engine);
  const [backup] = await engine.startBackup(PAT, ['mail']);
  expect(await ask<'progress'>({ ask: 'progress', place: INBOX, job: backup })).toEqual({
    trouble: expect.any(String),
  });
  expect(await ask<'progress'>({ ask: 'progress', place: INBOX, job: 'no such' })).toEqual({
    trouble: expect.any(String),
  });
  expect(await ask<'undo'>({ ask: 'undo', place: INBOX, journal: 'no such' })).toEqual({
    trouble: expect.any(String),
  });
  await engine.close();
});

test('only the overlay in the top frame of Outlook’s page is answered', async () => {
  const { engine, desk } = await open();
  const look = { ask: 'look', place: INBOX };
  const wrong: Sender[] = [
    { ...OVERLAY, id: 'another-extension' },
    { ...OVERLAY, id: undefined },
    { ...OVERLAY, frameId: 3 },
    { ...OVERLAY, frameId: undefined },
    { ...OVERLAY, tab: undefined },
    { ...OVERLAY, url: 'https://outlook.office.com.evil.example/mail/' },
    { ...OVERLAY, url: 'http://outlook.office.com/mail/' },
    { ...OVERLAY, url: 'https://outlook.office.com@evil.example/mail/' },
    { ...OVERLAY, url: `chrome-extension://${OWN}/popup.html` },
    { ...OVERLAY, url: undefined },
  ];
  for (const sender of wrong) expect(desk.answer(look, sender)).toBeUndefined();
  expect(desk.answer(look, OVERLAY)).toBeDefined();
  await engine.close();
});

test.each([
  ['no object', 'look'],
  ['an unknown ask', { ask: 'token' }],
  ['a place with more ids than one', { ask: 'look', place: { ...INBOX, conversation: ['a'] } }],
  ['rows that are no numbers', { ask: 'restore', place: INBOX, rows: ['1'], except: [] }],
  ['no rows', { ask: 'restore', place: INBOX, rows: [], except: [] }],
  ['an id without end', { ask: 'look', place: { ...INBOX, item: 'A'.repeat(5000) } }],
])('%s is not an ask', async (_name, message) => {
  const { engine, desk } = await open();
  expect(desk.answer(message, OVERLAY)).toBeUndefined();
  await engine.close();
});

test('a mailbox that is not ours is not spoken of', async () => {
  const { simulated, engine, ask } = await open();
  simulated.deliver({ subject: 'x' });
  await backUp(engine);
  const place = { ...INBOX, address: 'someone@else.example' };
  expect(await ask<'look'>({ ask: 'look', place })).toMatchObject({ state: 'none', folder: null });
  expect(await ask<'gone'>({ ask: 'gone', place, after: null })).toEqual({
    trouble: expect.any(String),
  });
  // Without an address there is one account, and nobody else can be meant.
  const nameless = { ...INBOX, address: null };
  expect(await ask<'look'>({ ask: 'look', place: nameless })).toMatchObject({ state: 'ready' });
  await engine.close();
});

test('without the right to write nothing is done before Microsoft was asked', async () => {
  const { simulated, engine, ask, asked, untilEnded } = await open();
  const id = simulated.deliver({ subject: 'x' });
  simulated.granted = ['Mail.Read'];
  await backUp(engine);
  simulated.simulator.control.delete(id, 'gone');
  await backUp(engine);

  expect(await ask<'restore'>(restore(INBOX, 'all'))).toEqual({ consent: true });
  expect(await engine.listJournal(10)).toEqual([]);
  expect(await ask<'allow'>({ ask: 'allow', place: INBOX })).toEqual({ allowed: true });
  expect(asked).toEqual(['allow']);
  const begun = well(await ask<'restore'>(restore(INBOX, 'all')));
  if ('consent' in begun) throw new Error('it was granted');
  expect((await untilEnded(INBOX, begun.job)).rows).toMatchObject([{ state: 'equal' }]);
  await engine.close();
});

test('a message that the page names in its own form is found by Microsoft’s translation', async () => {
  const { simulated, engine, ask } = await open();
  const id = simulated.deliver({ subject: 'Alone' });
  await backUp(engine);
  const { mailbox } = simulated.simulator;
  const item = mailbox.idOf(mailbox.message(id), false);
  expect(item).not.toBe(id);
  for (const named of [item, id]) {
    const sight = well(await ask<'look'>({ ask: 'look', place: { ...INBOX, item: named } }));
    expect(sight.conversation?.rows).toMatchObject([{ subject: 'Alone', state: 'here' }]);
  }
  await engine.close();
});

test('an attachment that was removed is told as an earlier version; reading it is not', async () => {
  const { simulated, engine, ask } = await open();
  const bytes = Uint8Array.of(1, 2, 3);
  const id = simulated.deliver({ subject: 'Draft', attachments: [{ name: 'a.bin', bytes }] });
  const read = simulated.deliver({ subject: 'Read' });
  await backUp(engine);
  const { control, mailbox } = simulated.simulator;
  const message = mailbox.message(id);
  mailbox.change(message, () => {
    message.content = { ...message.content, attachments: [] };
  });
  control.patch(read, { isRead: true });
  await backUp(engine);
  const rowsOf = async (of: ItemId) => {
    const { conversation } = (await engine.findItem(PAT.id, of))!;
    const place = { ...INBOX, conversation };
    return well(await ask<'look'>({ ask: 'look', place })).conversation?.rows;
  };

  expect(await rowsOf(id)).toMatchObject([
    { earlier: { count: 1, differed: ['attachment removed'] } },
  ]);
  expect(await rowsOf(read)).toMatchObject([{ earlier: { count: 0, differed: [] } }]);
  await engine.close();
});

test('folding, opening and what is missing are passed on', async () => {
  const { simulated, engine, ask, asked } = await open();
  simulated.deliver({ subject: 'x' });
  await backUp(engine);
  await ask<'fold'>({ ask: 'fold', folded: false });
  await ask<'open'>({ ask: 'open', place: INBOX });
  await ask<'missing'>({ ask: 'missing', anchors: ['rows'] });
  expect(asked).toEqual(['folded false', 'open false', 'missing 7 rows']);
  await engine.close();
});
