import { expect, test } from 'vitest';
import { SOURCE_NAMES } from '../model/item.ts';
import { SOURCES } from './sources.ts';

const folders = Object.keys(import.meta.glob('./*/*.ts')).map((path) => path.split('/')[1]);
const documents = import.meta.glob<string>('../../docs/graph.md', {
  query: '?raw',
  import: 'default',
  eager: true,
});

test('every folder of a source is in the list, and nothing else is', () => {
  expect([...new Set(folders)].sort()).toEqual([...SOURCE_NAMES].sort());
  expect(Object.keys(SOURCES)).toEqual([...SOURCE_NAMES]);
});

test.each(Object.entries(SOURCES))(
  '%s asks to read before it asks to write',
  async (name, load) => {
    const source = await load();

    expect(source.name).toBe(name);
    expect(source.scopes.read.every((scope) => /Read/.test(scope) && !/Write/.test(scope))).toBe(
      true,
    );
    expect(source.scopes.write.some((scope) => /Send/.test(scope))).toBe(false);
  },
);

test.each(SOURCE_NAMES)('%s has a section in the documentation', (name) => {
  const text = Object.values(documents).join('');

  expect(text).toContain(`(\`shared/sources/${name}/\`)`);
});
