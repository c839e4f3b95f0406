import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { fetchRecoverPage } from './recover-page.ts';

const PAGE = new URL('../../recover/recover.html', import.meta.url);
const ORIGIN = 'https://app.example';

test('the page that goes into a folder is the one that was built, byte by byte', async () => {
  const page = await readFile(PAGE);
  const asked: string[] = [];
  const bytes = await fetchRecoverPage(async (url) => {
    asked.push(url);
    return new Response(page);
  }, ORIGIN);
  expect(asked).toEqual([`${ORIGIN}/recover.html`]);
  expect(bytes).toEqual(new Uint8Array(page));
});

test('no other page is taken for it, and without a network there is none', async () => {
  const answers: (() => Promise<Response>)[] = [
    async () => new Response('<!doctype html><title>Holdfast</title>'),
    async () => new Response('Not found', { status: 404 }),
    async () => Promise.reject(new TypeError('Failed to fetch')),
  ];
  for (const answer of answers) expect(await fetchRecoverPage(answer, ORIGIN)).toBeNull();
});
