/**
 * Is this an origin of Holdfast's own page on the web? A build for this machine counts any port of
 * it, as `npm start` passes over busy ones; every other build has exactly one page.
 */
export function isAppOrigin(origin: string, appUrl: string): boolean {
  const app = new URL(appUrl);
  if (origin === app.origin) return true;
  if (app.hostname !== 'localhost' || !URL.canParse(origin)) return false;
  const { protocol, hostname } = new URL(origin);
  return protocol === app.protocol && hostname === app.hostname;
}
