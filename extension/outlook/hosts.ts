/**
 * Where Outlook on the web lives; the manifest, the guard of messages and the tests read this list.
 * Sources: Microsoft 365 endpoints and the move to cloud.microsoft (April 2024). The clouds of
 * governments and of China need an app registration of their own and are asked for apart.
 */
export const OUTLOOK_HOSTS = [
  'outlook.office.com',
  'outlook.office365.com',
  'outlook.cloud.microsoft',
  'outlook.live.com',
] as const;

/** As the browser asks the person for them. Only mail: calendar and people are left alone. */
export const OUTLOOK_ORIGINS: readonly string[] = OUTLOOK_HOSTS.map((host) => `https://${host}/*`);

/** Is this the address of a page of Outlook on the web? */
export function isOutlookUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host } = new URL(url);
  return protocol === 'https:' && OUTLOOK_HOSTS.some((known) => known === host);
}
