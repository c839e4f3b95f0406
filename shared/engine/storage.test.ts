import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Fault } from '../model/fault.ts';
import { asId } from '../model/ids.ts';
import { createEngine } from './engine.ts';
import { backUp, PAT, Simulated, untilEnded } from './simulated.contract.ts';

test('a catalog that could not be opened once is opened for the next who asks', async () => {
  const simulated = new Simulated();
  const parts = simulated.parts();
  let isBusy = true;
  const engine = await createEngine({
    ...parts,
    openCatalog: async (id, key) => {
      if (isBusy) throw new Fault('locked', 'another tab has it');
      return parts.openCatalog(id, key);
    },
  });
  await expect(engine.startBackup(PAT, ['mail'])).rejects.toMatchObject({ code: 'locked' });

  isBusy = false;
  const [id] = await engine.startBackup(PAT, ['mail']);
  const { endedBy } = await untilEnded(engine, id);

  expect(endedBy).toBeNull();
  await engine.close();
});

test('two accounts whose first backups begin at once get one repository', async () => {
  const simulated = new Simulated();
  const accounts = [PAT, { ...PAT, id: asId<typeof PAT.id>('other.example') }];
  simulated.deliver({});
  const engine = await simulated.open();

  const ids = await Promise.all(accounts.map((account) => engine.startBackup(account, ['mail'])));

  for (const [id] of ids) {
    expect((await untilEnded(engine, id)).receipt).toMatchObject({ verdict: 'complete' });
  }
  await engine.close();
});

test('whoever asks while a copy is being protected does not have its lists opened plain again', async () => {
  const simulated = new Simulated();
  simulated.deliver({ subject: 'First' });
  const parts = simulated.parts();
  const forms: string[] = [];
  const engine = await createEngine({
    ...parts,
    openCatalog: (id, key) => {
      forms.push(key === null ? 'plain' : 'sealed');
      return parts.openCatalog(id, key);
    },
  });
  await backUp(engine);
  const asking = setInterval(() => {
    engine.listContainers(PAT.id, 'mail').catch(() => {});
  });
  const { backend } = simulated;
  const get = backend.get.bind(backend);
  backend.get = async (...what) => {
    await setTimeout(5);
    return get(...what);
  };

  await engine.protect('correct horse battery staple');

  clearInterval(asking);
  expect(forms).toEqual(['plain', 'sealed']);
  await engine.close();
});
