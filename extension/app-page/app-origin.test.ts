import { expect, test } from 'vitest';
import { isAppOrigin } from './app-origin.ts';

test('a published build knows one page, to the letter', () => {
  const app = 'https://app.example.org/';
  expect(isAppOrigin('https://app.example.org', app)).toBe(true);
  for (const other of [
    'http://app.example.org',
    'https://app.example.org:8443',
    'https://example.org',
    'https://app.example.org.evil.test',
    'https://evil.test',
    'null',
    '',
  ]) {
    expect(isAppOrigin(other, app), other).toBe(false);
  }
});

test('a build for this machine knows its own page at any port, and nothing else', () => {
  const app = 'http://localhost:8300/';
  expect(isAppOrigin('http://localhost:8300', app)).toBe(true);
  expect(isAppOrigin('http://localhost:8311', app)).toBe(true);
  for (const other of ['https://localhost:8300', 'http://127.0.0.1:8300', 'http://evil.test']) {
    expect(isAppOrigin(other, app), other).toBe(false);
  }
});
