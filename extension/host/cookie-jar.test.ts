import { expect, test } from 'vitest';
import { MemoryStorage } from '../../tests/memory-storage.ts';
import { giveCookies } from './cookie-jar.ts';

function pageWith(storage: Storage): Document {
  const page = {} as Document;
  giveCookies(page, storage);
  return page;
}

test('a cookie that is set is there in a page opened later', () => {
  const storage = new MemoryStorage();
  pageWith(storage).cookie = 'msal.cache.encryption=%7B%22id%22%3A1%7D;path=/;Secure;SameSite=None';
  pageWith(storage).cookie = 'second=a=b';

  expect(pageWith(storage).cookie).toBe('msal.cache.encryption=%7B%22id%22%3A1%7D; second=a=b');
});

test('setting it again replaces it, and an end in the past removes it', () => {
  const page = pageWith(new MemoryStorage());
  page.cookie = 'one=1';
  page.cookie = 'one=2';
  page.cookie = 'two=2';
  expect(page.cookie).toBe('one=2; two=2');

  page.cookie = 'one=;expires=Thu, 01 Jan 1970 00:00:00 GMT';
  page.cookie = 'two=2; Max-Age=0';
  expect(page.cookie).toBe('');
});

test('what cannot be read counts as an empty jar', () => {
  const storage = new MemoryStorage();
  storage.setItem('holdfast.msal-jar', '{broken');
  const page = pageWith(storage);
  expect(page.cookie).toBe('');
  page.cookie = 'nothing';
  expect(page.cookie).toBe('');
});
