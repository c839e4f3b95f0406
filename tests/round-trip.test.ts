import { expect, test } from 'vitest';
import type { Engine } from '../shared/engine/engine.ts';
import { backUp, PAT, Simulated, untilRestored } from '../shared/engine/simulated.contract.ts';
import type { ItemRow } from '../shared/model/item.ts';
import type { RestoreOptions, RestoreSelection } from '../shared/rpc/protocol.ts';
import { seedMailbox } from '../shared/simulator/seed/seed.ts';

const AS_PLANNED: RestoreOptions = { except: [], moveFromElsewhere: false, intoNewFolder: null };
const MESSAGES = 60;

async function copied(fill: (simulated: Simulated) => void) {
  const simulated = new Simulated();
  fill(simulated);
  const engine = await simulated.open();
  expect((await backUp(engine)).verdict).toBe('complete');
  return { simulated, engine, ...simulated.simulator };
}

async function restore(engine: Engine, selection: RestoreSelection, options = AS_PLANNED) {
  const plan = await engine.planRestore(selection);
  const progress = await untilRestored(engine, await engine.startRestore(plan.id, options));
  if (progress.result === null || progress.journal === null) throw new Error('no result');
  return { plan, result: progress.result, journal: progress.journal };
}

async function allRows(engine: Engine, show: 'present' | 'gone' | 'all'): Promise<ItemRow[]> {
  const rows: ItemRow[] = [];
  for (const { id: container } of await engine.listContainers(PAT.id, 'mail')) {
    const order = { sort: 'date', descending: false, show } as const;
    const query = { account: PAT.id, source: 'mail', container, ...order } as const;
    rows.push(...(await engine.listItems(query, null, 10_000)).rows);
  }
  return rows;
}

/** What a person would look at to see whether it is all there again. */
function looks(simulated: Simulated): string[] {
  const { mailbox } = simulated.simulator;
  return [...mailbox.messages()]
    .filter(({ folder }) => !folder.role?.startsWith('recoverable'))
    .map((message) => {
      const { state, content, folder } = message;
      const { content: text } = content.body();
      return JSON.stringify({
        folder: folder.displayName,
        subject: content.subject,
        from: content.from,
        to: content.to,
        receivedAt: Math.floor(state.receivedAt / 1000),
        isRead: state.isRead,
        isDraft: state.isDraft,
        flag: state.flag.flagStatus,
        categories: state.categories,
        text: text.replace(/\s+/g, ' ').trim(),
        attachments: content.attachments
          .filter(({ kind }) => kind === 'file')
          .map(({ name, length }) => `${name} ${length}`),
      });
    })
    .sort();
}

test('a mailbox that is lost whole comes back as it was', async () => {
  const { simulated, engine, mailbox } = await copied(({ simulator }) => {
    const owner = { name: PAT.name, address: PAT.username };
    seedMailbox(simulator.mailbox, { seed: 5, messages: MESSAGES, owner, fileBytes: 20_000 });
  });
  const before = looks(simulated);
  for (const message of [...mailbox.messages()]) mailbox.delete(message, 'gone');
  expect((await backUp(engine)).changes.gone).toBe(before.length);

  const rows = await allRows(engine, 'gone');
  const selection: RestoreSelection = { kind: 'rows', rows: rows.map(({ row }) => row) };
  const { plan, result } = await restore(engine, selection);

  expect(plan.items.map(({ outcome }) => outcome)).toEqual(rows.map(() => 'make-again'));
  expect(result.items.filter(({ state }) => state === 'failed')).toEqual([]);
  expect(looks(simulated)).toEqual(before);

  const after = await backUp(engine);
  expect(after.verdict).toBe('complete');
  expect(await allRows(engine, 'gone')).toEqual([]);
  await engine.close();
});

test('a deleted message is moved back as the original it is, and the undo takes it away again', async () => {
  const state = { categories: ['Red'], isRead: true };
  const { simulated, engine, control, mailbox } = await copied((each) => {
    each.deliver({ subject: 'Offer', ...state }, 'Clients/Harbour Street');
  });
  const [row] = await allRows(engine, 'present');
  control.delete(row!.itemId);

  const { plan, result, journal } = await restore(engine, { kind: 'rows', rows: [row!.row] });

  expect(plan.items).toMatchObject([{ outcome: 'move-back', foundIn: { role: 'deleteditems' } }]);
  expect(result.items).toMatchObject([
    { outcome: 'move-back', state: 'equal', nowId: row!.itemId },
  ]);
  expect(mailbox.message(row!.itemId).folder.displayName).toBe('Harbour Street');
  const [entry] = await engine.listJournal(10);
  expect(entry).toMatchObject({ id: journal, label: 'Offer', canUndo: true });
  expect(entry?.counts).toEqual({ movedBack: 1, madeAgain: 0, leftAlone: 0, failed: 0 });

  await untilRestored(engine, await engine.startUndo(journal));

  expect(mailbox.message(row!.itemId).folder.role).toBe('deleteditems');
  const [undo, undone] = await engine.listJournal(10);
  expect(undo).toMatchObject({ kind: 'undo', canUndo: false });
  expect(undone).toMatchObject({ canUndo: false, undoneBy: undo?.id });
  await expect(engine.startUndo(journal)).rejects.toMatchObject({ code: 'conflict' });
  expect(simulated.reports).toEqual([]);
  await engine.close();
});

test('what is still there is left alone, and restoring twice makes nothing twice', async () => {
  const { engine, control, mailbox } = await copied((each) => {
    each.deliver({ subject: 'Here' });
    each.deliver({ subject: 'Lost' });
  });
  const rows = await allRows(engine, 'present');
  const lost = rows.find(({ subject }) => subject === 'Lost')!;
  control.delete(lost.itemId, 'gone');
  const selection: RestoreSelection = { kind: 'rows', rows: rows.map(({ row }) => row) };

  const first = await restore(engine, selection);
  const second = await restore(engine, selection);

  const outcomes = ({ plan }: typeof first) => plan.items.map(({ outcome }) => outcome).sort();
  expect(outcomes(first)).toEqual(['here', 'make-again']);
  expect(outcomes(second)).toEqual(['here', 'here']);
  expect([...mailbox.messages()].length).toBe(2);
  await engine.close();
});

test('a restore into a new folder copies there, whatever is elsewhere', async () => {
  const { engine, mailbox } = await copied((each) => {
    each.deliver({ subject: 'Wanted twice' });
  });
  const [row] = await allRows(engine, 'present');

  const options = { ...AS_PLANNED, intoNewFolder: 'From the backup' };
  const { result } = await restore(engine, { kind: 'rows', rows: [row!.row] }, options);

  expect(result.items).toMatchObject([{ outcome: 'make-again', state: 'equal' }]);
  const folders = [...mailbox.messages()].map(({ folder }) => folder.displayName).sort();
  expect(folders).toEqual(['From the backup', 'Inbox']);
  await engine.close();
});

test('a restore that was cut off goes on at the next start and makes nothing twice', async () => {
  const { simulated, engine, control, mailbox } = await copied((each) => {
    for (let number = 0; number < 12; number += 1) each.deliver({ subject: `Lost ${number}` });
  });
  const rows = await allRows(engine, 'present');
  for (const { itemId } of rows) control.delete(itemId, 'gone');
  const plan = await engine.planRestore({ kind: 'rows', rows: rows.map(({ row }) => row) });
  let requests = 0;
  const cutOff = new Promise<void>((resolve) => {
    simulated.onRequest = () => {
      requests += 1;
      if (requests === 9) resolve();
    };
  });
  const id = await engine.startRestore(plan.id, AS_PLANNED);
  await cutOff;
  await engine.close();

  const after = await simulated.open();
  const { result } = await untilRestored(after, id);

  expect(result?.items.length).toBe(12);
  expect(result?.items.filter(({ state }) => state === 'failed')).toEqual([]);
  expect([...mailbox.messages()].map(({ content }) => content.subject).sort()).toEqual(
    rows.map(({ subject }) => subject).sort(),
  );
  await after.close();
});

test('the right to write is asked for at the first restore and not before', async () => {
  const { simulated, engine } = await copied((each) => {
    each.granted = ['Mail.Read'];
    each.deliver({ subject: 'One' });
  });
  const [row] = await allRows(engine, 'present');

  const plan = await engine.planRestore({ kind: 'rows', rows: [row!.row] });

  expect(plan.scopesMissing).toEqual(['Mail.ReadWrite']);
  simulated.granted = ['Mail.Read', 'Mail.ReadWrite'];
  const again = await engine.planRestore({ kind: 'rows', rows: [row!.row] });
  expect(again.scopesMissing).toEqual([]);
  await engine.close();
});
