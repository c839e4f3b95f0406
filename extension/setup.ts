import { systemClock } from '../shared/lib/clock.ts';
import type { Settings } from '../shared/model/settings.ts';
import { type Deployment, loadDeployment } from '../shared/page/deployment.ts';
import { readSettings } from '../shared/page/stored-settings.ts';
import { SignInRecords } from '../shared/sign-in/sign-in-records.ts';
import { api } from './browser-api.ts';

/** What every page of the extension begins with; read from the storage they share. */
export interface Setup {
  deployment: Deployment;
  settings: Settings;
  /** Empty when there is none: then Settings needs one. */
  clientId: string;
  records: SignInRecords;
}

/** The package's own `deployment.json`, where whoever built it has put one, counts like a host's. */
export async function readSetup(): Promise<Setup> {
  const deployment = await loadDeployment({
    fetch: (...request) => fetch(...request),
    storage: localStorage,
    clock: systemClock,
    builtInClientId: __CLIENT_ID__,
  });
  const settings = readSettings(localStorage, deployment);
  const clientId = settings.clientId || deployment.clientId;
  const records = new SignInRecords(localStorage, `${settings.cloud.login} ${clientId}`);
  return { deployment, settings, clientId, records };
}

/**
 * Where Microsoft sends the browser's sign-in window back to; each store's package has its own.
 * An offscreen document knows no `identity`; its address is documented to be this.
 * Source: developer.chrome.com/docs/extensions/reference/api/identity (getRedirectURL).
 */
export function redirectUri(): string {
  return api.identity?.getRedirectURL() ?? `https://${api.runtime.id}.chromiumapp.org/`;
}
