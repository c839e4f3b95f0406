import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MemoryStorage } from '../../tests/memory-storage.ts';
import { SOURCE_NAMES } from '../model/item.ts';
import { CLOUDS, DEFAULT_SETTINGS, type Settings } from '../model/settings.ts';
import { readSettings, writeSettings } from './stored-settings.ts';

const DEPLOYMENT = { clientId: 'built-in' };
const LOCAL = { name: 'custom', login: 'http://localhost:1', graph: 'http://localhost:1' } as const;

/** As `chatKey` makes them. */
const chatKey = fc.stringMatching(/^[0-9a-z]{14,15}$/);

const settings: fc.Arbitrary<Settings> = fc.record({
  cloud: fc.constantFrom(...Object.values(CLOUDS), LOCAL),
  clientId: fc.string(),
  density: fc.constantFrom('comfortable', 'compact'),
  filesAs: fc.constantFrom('list', 'tiles'),
  singleLetterKeys: fc.boolean(),
  notifications: fc.boolean(),
  offersOutlook: fc.boolean(),
  declinedSources: fc.subarray([...SOURCE_NAMES]),
  chatsSeen: fc.option(
    fc.record({ since: fc.string(), chats: fc.dictionary(chatKey, fc.string()) }),
  ),
});

test('what is saved is what is read', () => {
  fc.assert(
    fc.property(settings, (chosen) => {
      const storage = new MemoryStorage();
      writeSettings(storage, DEPLOYMENT, chosen);
      expect(readSettings(storage, DEPLOYMENT)).toEqual(chosen);
    }),
  );
});

test('what was never changed follows the host, also after something else was', () => {
  const storage = new MemoryStorage();
  const before = { ...DEPLOYMENT, cloud: { ...LOCAL, login: 'http://localhost:2' } };
  writeSettings(storage, before, { ...readSettings(storage, before), density: 'compact' });

  const now = { ...DEPLOYMENT, cloud: LOCAL };
  expect(readSettings(storage, now)).toEqual({
    ...DEFAULT_SETTINGS,
    cloud: LOCAL,
    density: 'compact',
  });
});

test.each(['', '{', 'null', '[]', '{"cloud":{"name":"mars"},"density":7}'])(
  'stored rubbish (%s) counts as nothing chosen',
  (text) => {
    const storage = new MemoryStorage();
    storage.setItem('holdfast.settings', text);
    expect(readSettings(storage, DEPLOYMENT)).toEqual(DEFAULT_SETTINGS);
  },
);

test('one unreadable setting does not cost the others', () => {
  const storage = new MemoryStorage();
  storage.setItem('holdfast.settings', '{"density":"huge","singleLetterKeys":false}');
  expect(readSettings(storage, DEPLOYMENT)).toEqual({
    ...DEFAULT_SETTINGS,
    singleLetterKeys: false,
  });
});
