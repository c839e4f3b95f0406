import { expect, test } from 'vitest';
import type { SearchQuery } from '../model/search.ts';
import type { Engine } from './engine.ts';
import { backUp, Simulated } from './simulated.contract.ts';

const query = (text: string, onlyGone = false): SearchQuery => ({ text, account: null, onlyGone });

async function untilSearchable(engine: Engine): Promise<void> {
  for (;;) {
    const { indexed } = await engine.search(query('x'), null, 1);
    if (indexed.total > 0 && indexed.done === indexed.total) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function subjectsOf(engine: Engine, text: string, onlyGone = false): Promise<string[]> {
  const { results } = await engine.search(query(text, onlyGone), null, 100);
  return results.map(({ item }) => item.subject);
}

test('a message that is gone is found by a word far down in its text, and says where it was', async () => {
  const simulated = new Simulated();
  const filler = '<p>Nothing to tell of here, only rain and more rain.</p>'.repeat(60);
  const lost = simulated.deliver({
    subject: 'Weeks 44 to 46',
    from: { name: 'Priya Raman', address: 'priya@example.com' },
    html: `<style>.gauge { color: red }</style>${filler}<p>The <b>tell-tale</b> moved &amp; stopped.</p>`,
  });
  simulated.deliver({ subject: 'Other', text: 'Nothing of that' });
  const engine = await simulated.open();
  await backUp(engine);
  simulated.simulator.control.delete(lost, 'gone');
  await backUp(engine);
  await untilSearchable(engine);

  const page = await engine.search(query('telltale'), null, 10);
  expect(page.results).toEqual([]);
  const { results, found, next, indexed } = await engine.search(
    query('tell moved priya'),
    null,
    10,
  );
  expect({ found, next }).toEqual({ found: { count: 1, isMore: false }, next: null });
  expect(indexed).toEqual({ done: 2, total: 2, unreadable: 0 });
  expect(results).toMatchObject([{ item: { itemId: lost, movedTo: null }, snippet: null }]);
  expect(results[0]!.item.lastSeenAt).not.toBeNull();
  const [snippet] = await engine.readSnippets(query('tell moved'), [results[0]!.foundRow]);
  const marked = snippet!.hits.map(([from, to]) => snippet!.text.slice(from, to));
  expect(marked.slice(-2)).toEqual(['tell', 'moved']);
  expect(snippet!.text).not.toContain('<');

  expect(await subjectsOf(engine, 'gauge')).toEqual([]);
  expect(await subjectsOf(engine, 'from:priya')).toEqual(['Weeks 44 to 46']);
  expect(await subjectsOf(engine, 'subject:priya')).toEqual([]);
  expect(await subjectsOf(engine, 'nothing', true)).toEqual(['Weeks 44 to 46']);
  expect(await subjectsOf(engine, 'nothing gone: in:inbox')).toEqual(['Weeks 44 to 46']);
  expect(await subjectsOf(engine, 'nothing in:nowhere')).toEqual([]);
  await engine.close();
});

test('quoted words are found in their order only, and CJK text by any part of it', async () => {
  const simulated = new Simulated();
  simulated.deliver({ subject: 'One', text: 'to be or not to be' });
  simulated.deliver({ subject: 'Two', text: 'not to be or to be not' });
  simulated.deliver({ subject: '会議', text: '明日の会議は東京駅の近くで行います' });
  const engine = await simulated.open();
  await backUp(engine);
  await untilSearchable(engine);

  expect((await subjectsOf(engine, 'be or not')).toSorted()).toEqual(['One', 'Two']);
  expect(await subjectsOf(engine, '"be or not"')).toEqual(['One']);
  expect(await subjectsOf(engine, '東京駅')).toEqual(['会議']);
  // Each pair of it is there, but not the whole.
  expect(await subjectsOf(engine, '東京駅の会議')).toEqual([]);
  await engine.close();
});

test('pages follow one another without a gap, and signs alone find nothing', async () => {
  const simulated = new Simulated();
  for (let number = 0; number < 7; number += 1) simulated.deliver({ subject: `Letter ${number}` });
  const engine = await simulated.open();
  expect(await engine.search(query('letter'), null, 3)).toMatchObject({ results: [], next: null });
  await backUp(engine);
  await untilSearchable(engine);
  for (const text of ['letter', '"letter"', 'in:inbox']) {
    const seen: string[] = [];
    let page = await engine.search(query(text), null, 3);
    for (;;) {
      seen.push(...page.results.map(({ item }) => item.subject));
      if (page.next === null) break;
      page = await engine.search(query(text), page.next, 3);
    }
    expect(new Set(seen).size).toBe(7);
    expect(seen).toHaveLength(7);
  }
  for (const text of ['', ' ', '!?', '""']) expect(await subjectsOf(engine, text)).toEqual([]);
  await engine.close();
});

test('what was made searchable before a restart is not read again, and the rest follows', async () => {
  const simulated = new Simulated();
  simulated.deliver({ subject: 'Letter', text: 'before' });
  const engine = await simulated.open();
  await backUp(engine);
  await engine.close();
  const again = await simulated.open();
  await untilSearchable(again);
  expect(await subjectsOf(again, 'before')).toEqual(['Letter']);
  expect(simulated.reports).toEqual([]);
  await again.close();
});
