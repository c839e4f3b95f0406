import { expect, test } from 'vitest';
import { backUp, Simulated } from './simulated.contract.ts';

test('a mailbox is copied whole, and the receipt closes', async () => {
  const simulated = new Simulated();
  const { control } = simulated.simulator;
  for (let number = 1; number <= 25; number += 1) {
    control.deliver({ subject: `Letter ${number}` });
  }
  control.deliver(
    {
      subject: 'With a picture',
      attachments: [{ name: 'a.png', bytes: Uint8Array.of(1, 2, 3), contentType: 'image/png' }],
    },
    control.folderAt('Clients/Harbour Street 14'),
  );
  const engine = await simulated.open();

  const receipt = await backUp(engine);

  expect(receipt).toMatchObject({ verdict: 'complete', gaps: [], changes: { added: 26 } });
  const inbox = receipt.lines.find((line) => line.role === 'inbox');
  expect(inbox).toMatchObject({ listed: 25, stored: 25, missing: 0, readToEnd: true });
  const client = receipt.lines.find((line) => line.path === 'Clients / Harbour Street 14');
  expect(client).toMatchObject({ listed: 1, stored: 1 });
  expect(simulated.reports).toEqual([]);
  await engine.close();
});
