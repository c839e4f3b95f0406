import { watch } from '../../shared/lib/watch.ts';
import type { OutlookAccess } from '../../shared/model/platform.ts';
import { api } from '../browser-api.ts';
import { OUTLOOK_ORIGINS } from '../outlook/hosts.ts';

const ORIGINS = { origins: [...OUTLOOK_ORIGINS] };

/** The browser's own permission for Outlook's pages; the background follows it by itself. */
export const outlookAccess: OutlookAccess = {
  async *watch() {
    const told = watch(
      () => api.permissions.contains(ORIGINS),
      (changed) => {
        api.permissions.onAdded.addListener(changed);
        api.permissions.onRemoved.addListener(changed);
        return () => {
          api.permissions.onAdded.removeListener(changed);
          api.permissions.onRemoved.removeListener(changed);
        };
      },
    );
    for await (const isAllowed of told) yield await isAllowed;
  },
  allow: () => api.permissions.request(ORIGINS),
  async withdraw() {
    await api.permissions.remove(ORIGINS);
  },
};
