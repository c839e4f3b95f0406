import { expect, test } from 'vitest';
import { Repository } from '../repository/repository.ts';
import { LastReceipts } from './last-receipts.ts';
import { backUp, Simulated } from './simulated.contract.ts';

/** A repository whose newest snapshot is committed while an older one is being read. */
function growing(repository: Repository): Repository {
  const all = repository.snapshots();
  let known = all.length - 1;
  return new Proxy(repository, {
    get(target, name) {
      if (name === 'snapshots') return () => all.slice(0, known);
      const value = Reflect.get(target, name, target);
      if (name === 'loadBlob') known = all.length;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

test('a run that ends while receipts are read is told the next time', async () => {
  const simulated = new Simulated();
  simulated.deliver({ subject: 'Hello' });
  simulated.simulator.drive.control.put('a.txt', 'a');
  const engine = await simulated.open();
  await backUp(engine, 'mail');
  await backUp(engine, 'drive');
  await engine.close();
  const environment = { now: () => 0, randomBytes: (n: number) => new Uint8Array(n), software: '' };
  const opened = await Repository.open(simulated.backend, environment);
  if (opened === undefined) throw new Error('nothing is kept');
  const repository = growing(opened);
  const receipts = new LastReceipts();

  const first = await receipts.read(repository);
  const second = await receipts.read(repository);

  expect(first.map(({ of }) => of.source)).toEqual(['mail']);
  expect(second.map(({ of }) => of.source).sort()).toEqual(['drive', 'mail']);
});
