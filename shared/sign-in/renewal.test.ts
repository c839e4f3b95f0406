import { expect, test } from 'vitest';
import { isLeavingDue, isRenewalDue } from './renewal.ts';

const HOUR = 60 * 60 * 1000;
const RECORD = {
  service: 's',
  id: 'oid.tid',
  name: 'Pat',
  username: 'pat@example.com',
  scopes: [],
  signedInAt: 0,
  isEnded: false,
  leftAt: 0,
};

test('a sign-in is renewed from eight hours before its end on', () => {
  expect(isRenewalDue(RECORD, undefined, 15.9 * HOUR)).toBe(false);
  expect(isRenewalDue(RECORD, undefined, 16 * HOUR)).toBe(true);
  expect(isRenewalDue(RECORD, undefined, 30 * HOUR)).toBe(true);
});

test('one that Microsoft ended early is renewed at once', () => {
  expect(isRenewalDue({ ...RECORD, isEnded: true }, undefined, HOUR)).toBe(true);
});

test('after a try in vain the next one waits half an hour', () => {
  const triedAt = 20 * HOUR;
  expect(isRenewalDue(RECORD, triedAt, triedAt + 0.4 * HOUR)).toBe(false);
  expect(isRenewalDue(RECORD, triedAt, triedAt + 0.5 * HOUR)).toBe(true);
});

test('the page goes to Microsoft by itself once in six hours at most', () => {
  expect(isLeavingDue(RECORD, 20 * HOUR)).toBe(true);
  expect(isLeavingDue({ ...RECORD, leftAt: 20 * HOUR }, 25.9 * HOUR)).toBe(false);
  expect(isLeavingDue({ ...RECORD, leftAt: 20 * HOUR }, 26 * HOUR)).toBe(true);
});
