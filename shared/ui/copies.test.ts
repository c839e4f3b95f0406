import { expect, test } from 'vitest';
import { type AccountId, asId } from '../model/ids.ts';
import type { SourceName } from '../model/item.ts';
import { chosenSources } from './copies.ts';

const PAT = asId<AccountId>('pat.example');
const NOBODY_CHOSE = { choices: [] };

test.each<[string[], SourceName[]]>([
  [['Files.Read'], ['drive']],
  [
    ['Mail.ReadWrite', 'Files.Read'],
    ['mail', 'drive'],
  ],
  [
    ['Chat.Read', 'Files.Read'],
    ['drive', 'chats'],
  ],
  [[], ['mail']],
])('who left the first run with %j granted has %j copied', (scopes, sources) => {
  expect(chosenSources(NOBODY_CHOSE, PAT, { scopes })).toEqual(sources);
});

test('what was chosen counts for more than what is allowed', () => {
  const status = { choices: [{ account: PAT, sources: ['mail' as const] }] };
  expect(chosenSources(status, PAT, { scopes: ['Mail.Read', 'Files.Read'] })).toEqual(['mail']);
});
