import { readSettings, SETTINGS_KEY } from '../../shared/page/stored-settings.ts';
import { isSameCloud } from '../../shared/sign-in/cloud.ts';
import type { Setup } from '../setup.ts';

/**
 * Another cloud or app registration is another sign-in and another Graph: `restart` is called, and
 * the host begins anew with it. Other settings are read where they are used.
 */
export function restartWithSettings({ deployment, settings }: Setup, restart: () => void): void {
  addEventListener('storage', ({ key }) => {
    if (key !== null && key !== SETTINGS_KEY) return;
    const now = readSettings(localStorage, deployment);
    if (now.clientId !== settings.clientId || !isSameCloud(now.cloud, settings.cloud)) restart();
  });
}
