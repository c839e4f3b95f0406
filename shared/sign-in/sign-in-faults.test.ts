import {
  BrowserAuthError,
  ClientAuthError,
  InteractionRequiredAuthError,
  ServerError,
} from '@azure/msal-browser';
import { expect, test } from 'vitest';
import { isPopupBlocked, isPopupClosed, toSignInFault } from './sign-in-faults.ts';

const SCOPES = ['Mail.Read'];
const server = (code: string, text: string, suberror?: string) =>
  new ServerError(code, 'id', text, suberror);

test.each([
  server(
    'invalid_grant',
    'AADSTS65001: The user has not consented. Trace ID: 1',
    'consent_required',
  ),
  server('access_denied', 'AADSTS65004: User declined to consent to access the app.'),
  server('access_denied', 'AADSTS90094: The grant requires administrator permission.'),
  server('access_denied', 'AADSTS90095: Admin approval was requested.'),
  new InteractionRequiredAuthError('consent_required', 'id', 'AADSTS65001: not consented'),
])('rights that are not granted are missing consent: $message', (error) => {
  expect(toSignInFault(error, SCOPES)).toMatchObject({
    code: 'consent-required',
    scopes: SCOPES,
  });
});

test.each([
  server('invalid_grant', 'AADSTS700084: The refresh token was issued to a single page app'),
  server('invalid_grant', 'AADSTS50173: The provided grant has expired'),
  new InteractionRequiredAuthError('login_required', 'id', 'AADSTS50058: no session'),
  new InteractionRequiredAuthError('interaction_required', 'id', 'AADSTS50076: MFA'),
  new InteractionRequiredAuthError('no_tokens_found', 'id'),
  new BrowserAuthError('no_account_error', 'id'),
  new BrowserAuthError('timed_out', 'id'),
])('what a new sign-in mends is signed out: $message', (error) => {
  expect(toSignInFault(error, SCOPES).code).toBe('signed-out');
});

test.each([
  new BrowserAuthError('no_network_connectivity', 'id'),
  new BrowserAuthError('post_request_failed', 'id'),
  new ClientAuthError('network_error', 'id'),
])('no answer is offline: $message', (error) => {
  expect(toSignInFault(error, SCOPES).code).toBe('offline');
});

test('a failing service is its own fault, with its number', () => {
  const fault = toSignInFault(server('temporarily_unavailable', 'AADSTS90033: transient'), SCOPES);
  expect(fault).toMatchObject({ code: 'server-error', upstreamCode: 'AADSTS90033' });
});

test('what nobody foresaw is unexpected', () => {
  expect(toSignInFault(new TypeError('x'), SCOPES).code).toBe('unexpected');
  expect(
    toSignInFault(server('invalid_client', 'AADSTS700016: unknown app'), SCOPES),
  ).toMatchObject({ code: 'unexpected', upstreamCode: 'AADSTS700016' });
});

test("the message names nobody, as Microsoft's text may", () => {
  const text = "AADSTS50020: User account 'pat@example.com' does not exist in tenant 'Brandt'";
  expect(toSignInFault(server('invalid_request', text), SCOPES).message).not.toMatch(/pat|Brandt/);
});

test('a blocked window and a closed one are told from failures', () => {
  expect(isPopupBlocked(new BrowserAuthError('popup_window_error', 'id'))).toBe(true);
  expect(isPopupBlocked(new BrowserAuthError('user_cancelled', 'id'))).toBe(false);
  expect(isPopupClosed(new BrowserAuthError('user_cancelled', 'id'))).toBe(true);
  expect(isPopupClosed(server('access_denied', 'AADSTS65004'))).toBe(false);
});
