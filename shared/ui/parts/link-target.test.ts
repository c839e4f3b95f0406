import { expect, test } from 'vitest';
import { linkTarget } from './link-target.ts';

test('a host of look-alike letters shows what it is', () => {
  expect(linkTarget('https://\u0430pple.com/login')).toBe('https://xn--pple-43d.com/login');
});

test('a name that poses as the host is not shown', () => {
  expect(linkTarget('https://www.microsoft.com@evil.example/')).toBe('https://evil.example/');
});

test('characters that turn the writing around are escaped', () => {
  expect(linkTarget('https://e.example/\u202Egro.knab')).toBe(
    'https://e.example/%E2%80%AEgro.knab',
  );
});

test('mail and telephone stay; nothing else leads anywhere', () => {
  expect(linkTarget('mailto:pat@example.com')).toBe('mailto:pat@example.com');
  expect(linkTarget('tel:+4912345')).toBe('tel:+4912345');
  for (const address of [
    'javascript:alert(1)',
    'data:text/html,x',
    'blob:https://x/1',
    '/own',
    '',
  ]) {
    expect(linkTarget(address)).toBeUndefined();
  }
});
