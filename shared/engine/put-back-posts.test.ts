import { expect, test } from 'vitest';
import { LOOK, PNG, Talk } from './put-back.contract.ts';

const POST = { kind: 'post', look: LOOK } as const;

async function talk() {
  const made = new Talk();
  made.say({ from: made.sam, html: '<p>Saturday, <at id="0">Pat</at>? <script>x</script></p>' });
  made.say({ text: 'look here', pictures: [PNG] });
  made.say({ from: made.ana, text: 'never mind' });
  return made.begin();
}

test('what is shown beforehand is what is posted, quoted with writer and time, with its pictures', async () => {
  const it = await talk();
  const plan = await it.plan(POST, ['Saturday', 'look']);
  const [unit] = plan.units;
  expect(plan.scopesMissing).toEqual([]);
  expect(unit?.messages).toBe(2);
  expect(unit?.html).toContain('<strong>Sam Sender</strong> · ');
  expect(unit?.html).toContain('<strong>Pat</strong>');
  expect(unit?.html).not.toContain('script');
  expect(unit?.pictures).toEqual([
    { src: '../hostedContents/1/$value', type: 'image/png', bytes: PNG },
  ]);

  const run = await it.ended(await it.engine.startPutBack(plan.id, []));

  expect(run).toMatchObject({ endedBy: null, failed: 0 });
  expect(run.result?.items).toMatchObject([{ state: 'equal', differences: [] }]);
  const [posted, ...others] = it.posts();
  expect(others).toEqual([]);
  const shown = posted!.body.content.replace(/hosted:[\w+/=-]+/g, '../hostedContents/1/$value');
  expect(shown).toBe(unit?.html);
  expect(posted!.hosted.map(({ bytes }) => bytes)).toEqual([PNG]);
  expect(posted!.from?.name).toBe('Pat Example');
  await it.engine.close();
});

test('what is posted already is left alone, and after it was taken back it can be posted again', async () => {
  const it = await talk();
  const first = await it.put(POST, ['never']);

  const again = await it.put(POST, ['never']);

  expect(again.result?.items).toMatchObject([{ state: 'left-alone', outcome: 'here' }]);
  expect(it.posts()).toHaveLength(1);
  const [entry] = await it.engine.listJournal(5);
  expect(entry).toMatchObject({ way: 'post', label: 'never mind', canUndo: false });
  const undone = await it.undo(first);
  expect(undone.result?.items).toMatchObject([{ state: 'equal' }]);
  expect(it.posts()).toEqual([]);
  await it.put(POST, ['never']);
  expect(it.posts()).toHaveLength(1);
  await it.engine.close();
});

test('a reaction is no reason to leave a post, an edit is', async () => {
  const it = await talk();
  const [first, second] = [await it.put(POST, ['never']), await it.put(POST, ['look'])];
  const [liked, edited] = it.posts();
  it.control.react(it.group, liked!, '👍', it.sam);
  it.control.edit(it.group, edited!, '<p>From a copy of this chat, and more</p>');

  expect((await it.undo(first)).result?.items).toMatchObject([{ state: 'equal' }]);
  expect((await it.undo(second)).result?.items).toMatchObject([{ state: 'left-alone' }]);

  expect(it.posts()).toEqual([edited]);
  await it.engine.close();
});

test('a post whose answer was lost is found and not sent again', async () => {
  const it = await talk();
  it.simulated.simulator.troubles.plan({ method: 'POST', path: '/messages', body: 'cut' });

  const run = await it.put(POST, ['never']);

  expect(run.result?.items).toMatchObject([{ state: 'equal' }]);
  expect(it.posts()).toHaveLength(1);
  expect(it.simulated.asked(/^POST .*\/messages$/)).toBe(1);
  await it.engine.close();
});

test('an engine that dies after posting finds the post when it goes on', async () => {
  const it = await talk();
  const { id } = await it.plan(POST, ['never']);
  // The post is made, and then there is no network until the engine is gone.
  it.simulated.onRequest = () => {
    if (it.posts().length > 0) it.simulated.isOnline = false;
  };
  await it.engine.startPutBack(id, []);
  while (it.simulated.isOnline) await new Promise((resolve) => setTimeout(resolve, 1));
  const closing = it.restart();
  it.simulated.onRequest = () => {};
  it.simulated.isOnline = true;
  await closing;

  const newest = async () => (await it.engine.listJournal(1))[0];
  await expect
    .poll(newest)
    .toMatchObject({ endedAt: expect.any(String), counts: { madeAgain: 1 } });
  expect(it.posts()).toHaveLength(1);
  await it.engine.close();
});

test('two messages that say the same are two posts, and parts of a long talk are posted in order', async () => {
  const made = new Talk();
  for (let at = 0; at < 40; at += 1) {
    made.say({ from: at % 2 ? made.sam : made.ana, text: `${at} ${'word '.repeat(300)}` });
  }
  const it = await made.begin();
  const plan = await it.plan(POST);
  expect(plan.units.length).toBeGreaterThan(2);
  expect(plan.units.reduce((sum, { messages }) => sum + messages, 0)).toBe(40);

  await it.ended(await it.engine.startPutBack(plan.id, [1]));

  const posted = it.posts().sort((a, b) => a.createdAt - b.createdAt);
  expect(posted.map(({ body }) => body.content)).toEqual(
    plan.units.filter((_, at) => at !== 1).map(({ html }) => html),
  );
  await it.engine.close();
});

test('what others have deleted is not said again, and a text too long for a post is cut and told', async () => {
  const made = new Talk();
  const gone = made.say({ from: made.sam, text: 'secret' });
  made.say({ from: made.ana, text: 'a & b '.repeat(5_000) });
  await made.begin();
  made.control.delete(made.group, gone);
  made.say({ text: 'ok' });
  const it = await made.begin();

  const plan = await it.plan(POST);

  const all = plan.units.map(({ html }) => html).join();
  expect(all).toContain('This message was deleted.');
  expect(all).not.toContain('secret');
  const told = plan.units.flatMap(({ leftOut }) => leftOut).join(' ');
  expect(told).toContain('What Sam Sender has deleted is not posted again.');
  expect(told).toContain('too long for one post');
  const run = await it.ended(await it.engine.startPutBack(plan.id, []));
  expect(run.result?.items.every(({ state }) => state === 'equal')).toBe(true);
  await it.engine.close();
});

test('without the right to post nothing is written, and the plan names it', async () => {
  const it = await talk();
  it.simulated.granted = (it.simulated.granted ?? []).filter(
    (scope) => !/Send|ReadWrite/.test(scope),
  );

  const plan = await it.plan(POST, ['never']);

  expect(plan.scopesMissing).toEqual(['ChatMessage.Send']);
  const run = await it.ended(await it.engine.startPutBack(plan.id, []));
  expect(run.endedBy).toBe('consent-required');
  expect(it.posts()).toEqual([]);
  await it.engine.close();
});

/** More in a run by hand: `PUT_BACK_FAULTS=100 npx vitest run --project node shared/engine/put-back-posts.test.ts`. */
const SEEDS = Number(process.env.PUT_BACK_FAULTS ?? 12);

test('whatever fails, each post is there once or named as failed', async () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const it = await talk();
    const { troubles } = it.simulated.simulator;
    const plan = await it.plan(POST, ['never', 'look']);
    troubles.failAtRandom(seed, 0.3);
    for (const [at, method] of (['POST', 'GET', 'POST'] as const).entries()) {
      const body = (['cut', 'html', 'empty', 'error'] as const)[(seed + at) % 4]!;
      troubles.plan({ method, path: '/messages', after: (seed * (at + 1)) % 3, status: 500, body });
    }
    let run = await it.ended(await it.engine.startPutBack(plan.id, []));
    expect([seed, it.posts().length <= 1]).toEqual([seed, true]);
    troubles.clear();
    it.simulated.clock.advance(60_000);
    run = await it.put(POST, ['never', 'look']);

    expect([seed, run.failed, it.posts().length]).toEqual([seed, 0, 1]);
    await it.engine.close();
  }
});
