import fc from 'fast-check';
import { expect, test } from 'vitest';
import { faultOf, parseRetryAfter } from './faults.ts';

function answer(status: number, body: string, headers: Record<string, string> = {}) {
  const bytes = new TextEncoder().encode(body);
  return { status, headers: new Headers(headers), bytes, receivedAt: 0 };
}

function coded(status: number, code: string): string {
  return faultOf(answer(status, JSON.stringify({ error: { code, message: 'Text' } }))).code;
}

test.each([
  [401, 'InvalidAuthenticationToken', 'signed-out'],
  [403, 'ErrorAccessDenied', 'forbidden'],
  [404, 'ErrorItemNotFound', 'not-found'],
  [410, 'SyncStateNotFound', 'cursor-expired'],
  [400, 'syncStateInvalid', 'cursor-expired'],
  [410, 'resyncRequired', 'cursor-expired'],
  [409, 'ErrorFolderExists', 'conflict'],
  [412, 'ErrorIrresolvableConflict', 'conflict'],
  [413, 'RequestEntityTooLarge', 'too-large'],
  [400, 'ErrorMessageSizeExceeded', 'too-large'],
  [429, 'ApplicationThrottled', 'throttled'],
  [429, 'SomethingNew', 'throttled'],
  [500, 'ErrorMimeContentConversionFailed', 'unreadable'],
  [500, 'ErrorContentConversionFailed', 'unreadable'],
  [500, 'ErrorQuotaExceeded', 'mailbox-full'],
  [500, 'InternalServerError', 'server-error'],
  [504, 'UnknownError', 'server-error'],
  [405, 'ErrorInvalidRequest', 'unreadable'],
  [400, 'UnableToDeserializePostBody', 'unexpected'],
])('%i %s is %s', (status, code, expected) => {
  expect(coded(status, code)).toBe(expected);
});

test('the case of a code does not matter', () => {
  expect(coded(500, 'ERRORQUOTAEXCEEDED')).toBe('mailbox-full');
});

test('the inner code decides when the outer one says nothing', () => {
  const body = { error: { code: 'BadRequest', innererror: { code: 'resyncRequired' } } };

  const fault = faultOf(answer(400, JSON.stringify(body)));

  expect(fault.code).toBe('cursor-expired');
  expect(fault.upstreamCode).toBe('BadRequest');
});

test.each(['', '<html><body>Service Unavailable</body></html>', 'null', '[]', '{"error":3}'])(
  'a body that is no error (%j) leaves the decision to the status',
  (body) => {
    expect(faultOf(answer(503, body)).code).toBe('server-error');
    expect(faultOf(answer(404, body)).code).toBe('not-found');
  },
);

test('the message of a fault holds nothing of the message of Graph', () => {
  const body = {
    error: { code: 'ErrorItemNotFound', message: 'pat@example.com has no such mail' },
  };

  expect(faultOf(answer(404, JSON.stringify(body))).message).toBe(
    'Graph answered 404 ErrorItemNotFound',
  );
});

test('whatever comes, there is a fault', () => {
  fc.assert(
    fc.property(fc.integer({ min: 300, max: 599 }), fc.jsonValue(), (status, body) => {
      expect(faultOf(answer(status, JSON.stringify(body))).code).toBeTruthy();
    }),
  );
});

test('a wait is read in seconds, with a fraction, or as a date', () => {
  const now = Date.UTC(2026, 0, 1, 12);

  expect(parseRetryAfter('17', now)).toBe(17_000);
  expect(parseRetryAfter('2.128', now)).toBe(2_128);
  expect(parseRetryAfter('Thu, 01 Jan 2026 12:00:30 GMT', now)).toBe(30_000);
  expect(parseRetryAfter('Thu, 01 Jan 2026 11:00:00 GMT', now)).toBe(0);
  expect(parseRetryAfter('soon', now)).toBeUndefined();
  expect(parseRetryAfter('-3', now)).toBeUndefined();
  expect(parseRetryAfter(null, now)).toBeUndefined();
});
