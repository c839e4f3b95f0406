import { expect, test } from 'vitest';
import { LOOK, PNG, Talk } from '../shared/engine/put-back.contract.ts';
import { checkExchanges } from './contract-check.ts';

test('putting a conversation back and taking that back asks Graph only what it describes', async () => {
  const it = new Talk({ simulator: { record: true } });
  it.say({ from: it.sam, text: 'look', pictures: [PNG] });
  it.say({ text: 'plan', files: [it.control.shareFile('plan.txt', 'a plan', it.sam)] });
  await it.begin();
  it.simulated.simulator.troubles.plan({ method: 'POST', path: '/messages', body: 'cut' });
  for (const way of [
    { kind: 'post', look: LOOK },
    { kind: 'files', folder: 'Chat files' },
    { kind: 'mail', look: LOOK },
  ] as const) {
    const run = await it.put(way);
    expect(run.failed).toBe(0);
    const undone = await it.undo(run);
    expect(undone.result?.items.map(({ state }) => state)).not.toContain('failed');
  }

  await checkExchanges('chats-put-back', it.simulated.simulator, { account: 'work' });
  await it.engine.close();
});
