import type { Cloud } from '../model/settings.ts';

/** What every sign-in asks for besides the scopes; it is not shown as a permission for Graph. */
const SIGN_IN_SCOPES: ReadonlySet<string> = new Set([
  'openid',
  'profile',
  'email',
  'offline_access',
]);

/**
 * Outlook on the web by cloud.
 * Source: learn.microsoft.com/exchange/clients/outlook-on-the-web and the sovereign clouds' own
 * service descriptions.
 */
const OUTLOOK_URLS: Readonly<Record<string, string>> = {
  global: 'https://outlook.office.com/mail/',
  'us-gov': 'https://outlook.office365.us/mail/',
  'us-dod': 'https://webmail.apps.mil/mail/',
  china: 'https://partner.outlook.cn/mail/',
};

export interface AuthorityOptions {
  authority: string;
  knownAuthorities: string[];
  authorityMetadata?: string;
}

/**
 * How MSAL is told where to sign in.
 *
 * Microsoft's own hosts are built into MSAL: the authority is all it needs. Any other host is named
 * as known, with its endpoints, so that no discovery goes to Microsoft. MSAL refuses an authority
 * without https (msal-common `UrlString.validateAsUri`), but takes the endpoints as they are: a
 * test service on http://localhost is named with https and reached at its real address.
 */
export function authorityOf(cloud: Cloud): AuthorityOptions {
  const authority = `${cloud.login.replace(/^http:/, 'https:')}/common`;
  if (cloud.name !== 'custom') return { authority, knownAuthorities: [] };
  const base = `${cloud.login}/common`;
  return {
    authority,
    knownAuthorities: [new URL(cloud.login).host],
    authorityMetadata: JSON.stringify({
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      token_endpoint: `${base}/oauth2/v2.0/token`,
      end_session_endpoint: `${base}/oauth2/v2.0/logout`,
      jwks_uri: `${base}/discovery/v2.0/keys`,
      issuer: `${cloud.login}/{tenantid}/v2.0`,
    }),
  };
}

/** "Mail.Read" as it is asked for: on the cloud's own Graph host. */
export function scopeUrls(cloud: Cloud, scopes: readonly string[]): string[] {
  return scopes.map((scope) => `${cloud.graph}/${scope}`);
}

/** Scopes as Microsoft lists them, short or as URLs, in the short form the interface knows. */
export function shortScopes(scopes: readonly string[]): string[] {
  const short = scopes.map((scope) => scope.slice(scope.lastIndexOf('/') + 1));
  return [...new Set(short)].filter((scope) => scope !== '' && !SIGN_IN_SCOPES.has(scope)).sort();
}

/**
 * A link an administrator opens to allow `scopes` for the whole organisation.
 * Source: learn.microsoft.com/entra/identity-platform/v2-admin-consent.
 */
export function adminConsentUrl(
  cloud: Cloud,
  clientId: string,
  redirectUri: string,
  scopes: readonly string[],
): string {
  const url = new URL(`${cloud.login}/organizations/v2.0/adminconsent`);
  url.searchParams.set('client_id', clientId);
  url.searchParams.set('scope', scopeUrls(cloud, scopes).join(' '));
  url.searchParams.set('redirect_uri', redirectUri);
  return url.href;
}

/** The simulated Microsoft 365 shows its mailbox itself. */
export function outlookUrlOf(cloud: Cloud): string {
  return OUTLOOK_URLS[cloud.name] ?? `${cloud.graph}/simulator/`;
}

export function isSameCloud(a: Cloud, b: Cloud): boolean {
  return a.name === b.name && a.login === b.login && a.graph === b.graph;
}
