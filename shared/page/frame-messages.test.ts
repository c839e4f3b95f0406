import { expect, test } from 'vitest';
import { readFrameMessage, readPageMessage } from './frame-messages.ts';

const at = (place: string) => ({ holdfast: 'at', place, title: 'Mail – Holdfast' });

test('what the two say to each other is read', () => {
  expect(readFrameMessage(at('/mail/a%2Fb/3?x=1'))).toEqual(at('/mail/a%2Fb/3?x=1'));
  expect(readFrameMessage({ holdfast: 'show-own' })).toEqual({ holdfast: 'show-own' });
  expect(readFrameMessage({ holdfast: 'framed', nonce: 'n' })).toMatchObject({ nonce: 'n' });
  expect(readPageMessage({ holdfast: 'page', nonce: 'n' })).toMatchObject({ nonce: 'n' });
});

test('a place can’t lead out of the application', () => {
  for (const place of ['//evil.test/', '/\\evil.test', 'https://evil.test', '', 'mail']) {
    expect(readFrameMessage(at(place)), place).toBeNull();
  }
  expect(readFrameMessage(at(`/${'a'.repeat(2_000)}`))).toBeNull();
});

test('anything else is nothing', () => {
  for (const data of [null, 'holdfast', 7, {}, { holdfast: 'page', nonce: 'n' }, { nonce: 'n' }]) {
    expect(readFrameMessage(data)).toBeNull();
  }
  expect(readPageMessage({ holdfast: 'framed', nonce: 'n' })).toBeNull();
  expect(readPageMessage({ holdfast: 'page', nonce: 7 })).toBeNull();
});
