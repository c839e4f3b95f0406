import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { askedToRead, BIN_SCOPES, SOURCE_SCOPES } from '../shared/model/sources.ts';
import { DELETE_SCOPES, POST_SCOPES } from '../shared/sources/chats/post.ts';

const scopes = [
  ...Object.values(SOURCE_SCOPES).flatMap(({ read, write }) => [...read, ...write]),
  ...askedToRead('channels'),
  ...BIN_SCOPES,
  ...POST_SCOPES,
  ...DELETE_SCOPES,
];

test.each(['docs/privacy.md', 'docs/app-registration.md', 'README.md'])(
  'every right that Microsoft is asked for is explained in %s',
  async (path) => {
    const text = await readFile(new URL(`../${path}`, import.meta.url), 'utf8');
    for (const scope of scopes) expect(text, scope).toContain(`\`${scope}\``);
  },
);
