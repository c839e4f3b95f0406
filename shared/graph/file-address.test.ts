import { expect, test } from 'vitest';
import { checkFileAddress } from './file-address.ts';

test.each([
  ['https://contoso-my.sharepoint.com/a', 'https://graph.microsoft.com'],
  ['http://127.0.0.1:4711/a', 'http://127.0.0.1:4710'],
  ['http://127.0.0.1:4711/a', 'http://localhost:4710'],
  ['http://[::1]:4711/a', 'http://localhost:4710'],
])('%s is taken from %s', (address, graph) => {
  expect(() => checkFileAddress(address, graph)).not.toThrow();
});

test.each([
  ['http://contoso-my.sharepoint.com/a', 'https://graph.microsoft.com'],
  ['http://127.0.0.1:4711/a', 'https://graph.microsoft.com'],
  ['http://example.com/a', 'http://localhost:4710'],
  ['no address', 'http://localhost:4710'],
])('%s is refused from %s', (address, graph) => {
  expect(() => checkFileAddress(address, graph)).toThrow(
    expect.objectContaining({ code: 'unexpected' }),
  );
});
