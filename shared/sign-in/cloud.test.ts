import { expect, test } from 'vitest';
import { CLOUDS, type Cloud } from '../model/settings.ts';
import { adminConsentUrl, authorityOf, outlookUrlOf, scopeUrls, shortScopes } from './cloud.ts';

const LOCAL: Cloud = {
  name: 'custom',
  login: 'http://localhost:8301',
  graph: 'http://localhost:8301',
};

test("Microsoft's own clouds need nothing but their authority", () => {
  expect(authorityOf(CLOUDS.global)).toEqual({
    authority: 'https://login.microsoftonline.com/common',
    knownAuthorities: [],
  });
});

test('a test service without https is named with https and reached as it is', () => {
  const { authority, knownAuthorities, authorityMetadata } = authorityOf(LOCAL);

  expect(authority).toBe('https://localhost:8301/common');
  expect(knownAuthorities).toEqual(['localhost:8301']);
  expect(JSON.parse(authorityMetadata ?? '')).toMatchObject({
    token_endpoint: 'http://localhost:8301/common/oauth2/v2.0/token',
  });
});

test('scopes are asked for on the Graph host of their cloud', () => {
  expect(scopeUrls(CLOUDS['us-dod'], ['Mail.Read'])).toEqual([
    'https://dod-graph.microsoft.us/Mail.Read',
  ]);
});

test('granted scopes are short, sorted, single, and only those of Graph', () => {
  const granted = [
    'openid',
    'profile',
    'User.Read',
    'https://graph.microsoft.com/Mail.Read',
    'Mail.Read',
    '',
  ];
  expect(shortScopes(granted)).toEqual(['Mail.Read', 'User.Read']);
});

test("an administrator's link names app, rights and the way back", () => {
  const url = new URL(
    adminConsentUrl(CLOUDS.global, 'the-app', 'https://app.example/redirect-bridge.html', [
      'Mail.Read',
      'Mail.ReadWrite',
    ]),
  );

  expect(url.origin + url.pathname).toBe(
    'https://login.microsoftonline.com/organizations/v2.0/adminconsent',
  );
  expect(Object.fromEntries(url.searchParams)).toEqual({
    client_id: 'the-app',
    scope: 'https://graph.microsoft.com/Mail.Read https://graph.microsoft.com/Mail.ReadWrite',
    redirect_uri: 'https://app.example/redirect-bridge.html',
  });
});

test('a test service shows its own mailbox instead of Outlook', () => {
  expect(outlookUrlOf(CLOUDS.global)).toBe('https://outlook.office.com/mail/');
  expect(new URL(outlookUrlOf(LOCAL)).origin).toBe(LOCAL.graph);
});
