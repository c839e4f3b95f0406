import { expect, test } from 'vitest';
import { backUpChats, withChats } from './chats.contract.ts';

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;

/** A file that was shared and is shut now; twice it was asked for in vain. */
async function refusedTwice() {
  const simulated = withChats({ patience: 'brief' });
  const { control } = simulated.simulator.chats;
  const sam = control.person('Sam Sender');
  const group = control.group('Garden', [sam]);
  const files = [control.shareFile('shut.txt', 'x', sam)];
  const message = control.post(group, { from: sam, text: 'look', files });
  control.setAccess('shut.txt', 'revoked', sam);
  const engine = await simulated.open();
  const run = async (by: 'person' | 'schedule', afterMs = HOUR_MS) => {
    simulated.clock.advance(afterMs);
    const before = simulated.asked(/driveItem/);
    const receipt = await backUpChats(simulated, engine, by);
    return { asked: simulated.asked(/driveItem/) - before, receipt };
  };
  expect((await run('person')).asked).toBeGreaterThan(0);
  // What was shared a moment ago may not be reachable yet: one no is none.
  expect((await run('schedule')).asked).toBeGreaterThan(0);
  return { simulated, control, group, message, sam, engine, run };
}

test('what was refused twice is not asked for in every run, and every receipt names it', async () => {
  const { engine, run } = await refusedTwice();

  for (let nth = 0; nth < 3; nth += 1) {
    const { asked, receipt } = await run('schedule');
    expect(asked).toBe(0);
    expect(receipt).toMatchObject({
      verdict: 'incomplete',
      gaps: [{ label: 'Sam Sender: shut.txt', code: 'forbidden', missing: 'content', tries: 2 }],
    });
  }
  await engine.close();
});

test('it is asked for again when a person wants a copy, and after a week', async () => {
  const { engine, run } = await refusedTwice();

  expect((await run('person')).asked).toBeGreaterThan(0);
  expect((await run('schedule')).asked).toBe(0);
  expect((await run('schedule', WEEK_MS)).asked).toBeGreaterThan(0);
  expect((await run('schedule')).asked).toBe(0);
  await engine.close();
});

test('it is asked for again when its message changed, and kept when it may be read', async () => {
  const { control, group, message, sam, engine, run } = await refusedTwice();
  control.setAccess('shut.txt', 'full', sam);
  expect((await run('schedule')).asked).toBe(0);

  control.edit(group, message, 'look again');
  control.post(group, { from: sam, text: 'so that the list tells' });

  const { asked, receipt } = await run('schedule');
  expect(asked).toBeGreaterThan(0);
  expect(receipt).toMatchObject({ verdict: 'complete', gaps: [] });
  await engine.close();
});
