import { api } from '../browser-api.ts';
import { OUTLOOK_ORIGINS } from '../outlook/hosts.ts';
import type { Tell } from '../outlook/protocol.ts';

const ID = 'outlook';
const FILE = 'outlook.js';

/** Which of Outlook's addresses the person has allowed; a browser may allow them one by one. */
async function allowedOrigins(): Promise<string[]> {
  const asked = OUTLOOK_ORIGINS.map(async (origin) =>
    (await api.permissions.contains({ origins: [origin] })) ? [origin] : [],
  );
  return (await Promise.all(asked)).flat();
}

/**
 * Brings the overlay into the pages that are allowed now, those already open among them, and into
 * no other. Called after each change and at each start: registrations end with an update.
 */
export async function followOutlookAccess(): Promise<void> {
  const origins = await allowedOrigins();
  const known = await api.scripting.getRegisteredContentScripts({ ids: [ID] });
  if (origins.length === 0) {
    if (known.length > 0) await api.scripting.unregisterContentScripts({ ids: [ID] });
    return;
  }
  const script = { id: ID, matches: origins, js: [FILE], runAt: 'document_idle' } as const;
  if (known.length > 0) await api.scripting.updateContentScripts([{ ...script, js: [FILE] }]);
  else await api.scripting.registerContentScripts([{ ...script, js: [FILE] }]);
  const tabs = await api.tabs.query({ url: origins });
  // A page that is just going away, or shows an error of the browser, takes none.
  await Promise.allSettled(
    tabs.map(({ id }) =>
      id === undefined
        ? null
        : api.scripting.executeScript({ target: { tabId: id }, files: [FILE] }),
    ),
  );
}

/** Says something to every page of Outlook that is open. */
export async function tellOutlook(tell: Tell): Promise<void> {
  const origins = await allowedOrigins();
  if (origins.length === 0) return;
  const tabs = await api.tabs.query({ url: origins });
  // Where no overlay is, nobody hears.
  await Promise.allSettled(
    tabs.map(({ id }) => (id === undefined ? null : api.tabs.sendMessage(id, tell))),
  );
}
