import { expect, test } from 'vitest';
import { asId, type ContainerId } from '../model/ids.ts';
import type { Engine } from './engine.ts';
import { backUp, PAT, Simulated } from './simulated.contract.ts';

/** Every folder of a drive at a moment, by its name, with what was in it and what became of that. */
async function treeAt(engine: Engine, asOf: number | null) {
  const tree: Record<string, string[]> = {};
  for (const { id: container, name } of await engine.listContainers(PAT.id, 'drive', asOf)) {
    const of = { account: PAT.id, source: 'drive', container } as const;
    const query = { ...of, sort: 'subject', descending: false, show: 'present', asOf } as const;
    const { rows } = await engine.listItems(query, null, 100);
    tree[name] = rows.map(({ subject, since }) => (since ? `${subject}: ${since}` : subject));
  }
  return tree;
}

test('a drive can be looked at as it was, each thing with what became of it since', async () => {
  const simulated = new Simulated({ simulator: { drive: {} } });
  const { control } = simulated.simulator.drive;
  control.put('Taxes/2024/return.pdf', 'a return');
  control.put('Taxes/letter 10.txt', 'ten');
  control.put('Taxes/letter 9.txt', 'nine');
  control.put('plan.txt', 'a plan');
  const engine = await simulated.open();
  await backUp(engine, 'drive');
  control.rename('Taxes', 'Old taxes');
  control.put('plan.txt', 'another plan');
  control.move('Old taxes/letter 9.txt', '');
  control.delete('Old taxes/2024');
  await backUp(engine, 'drive');

  const [first, second, ...more] = await engine.listMoments(PAT.id, 'drive');
  expect(more).toEqual([]);
  expect(first).toMatchObject({ new: 6, changed: 0, gone: 0, complete: true });
  // The renamed folder, the plan and the moved letter; the deleted folder and its file.
  expect(second).toMatchObject({ new: 0, changed: 3, gone: 2, complete: true });
  expect(await engine.listMoments(PAT.id, 'mail')).toEqual([]);

  expect(await treeAt(engine, first?.sequence ?? 0)).toEqual({
    OneDrive: ['Taxes: changed', 'plan.txt: changed'],
    Taxes: ['2024: gone', 'letter 9.txt: moved', 'letter 10.txt: same'],
    2024: ['return.pdf: gone'],
  });
  expect(await treeAt(engine, second?.sequence ?? 0)).toEqual({
    OneDrive: ['Old taxes: same', 'letter 9.txt: same', 'plan.txt: same'],
    'Old taxes': ['letter 10.txt: same'],
  });

  const found = await engine.search(
    { text: 'letter', account: PAT.id, source: 'drive', onlyGone: false },
    null,
    10,
  );
  expect(found.results.map(({ item, path }) => [item.subject, path])).toEqual(
    expect.arrayContaining([
      ['letter 9.txt', ['OneDrive']],
      ['letter 10.txt', ['OneDrive', 'Old taxes']],
    ]),
  );
  const mail = { text: 'letter', account: PAT.id, source: 'mail', onlyGone: false } as const;
  expect((await engine.search(mail, null, 10)).results).toEqual([]);
  await engine.close();
});

test('a row of the past is the state it was: restoring it brings that back', async () => {
  const simulated = new Simulated();
  const gauge = simulated.deliver({ subject: 'Gauge 7' });
  const kept = simulated.deliver({ subject: 'Props' });
  const engine = await simulated.open();
  await backUp(engine);
  const [moment] = await engine.listMoments(PAT.id, 'mail');
  const folders = await engine.listContainers(PAT.id, 'mail', moment?.sequence ?? 0);
  const inbox = folders.find(({ role }) => role === 'inbox');
  const of = { account: PAT.id, source: 'mail', container: inbox?.id ?? asId<ContainerId>('') };
  const query = {
    ...of,
    sort: 'subject',
    descending: false,
    show: 'present',
    asOf: moment?.sequence ?? 0,
  } as const;
  const before = await engine.listItems({ ...query, source: 'mail' }, null, 10);
  expect(before.rows.map(({ since }) => since)).toEqual(['same', 'same']);

  simulated.simulator.control.delete(gauge, 'gone');
  await backUp(engine);

  const { rows } = await engine.listItems({ ...query, source: 'mail' }, null, 10);
  expect(rows.map(({ subject, since }) => [subject, since])).toEqual([
    ['Gauge 7', 'gone'],
    ['Props', 'same'],
  ]);
  expect(rows[1]?.itemId).toBe(kept);
  const plan = await engine.planRestore({ kind: 'rows', rows: [rows[0]?.row ?? 0] });
  expect(plan.items).toMatchObject([{ outcome: 'make-again', row: { subject: 'Gauge 7' } }]);
  await engine.close();
});
