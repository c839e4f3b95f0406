import { api } from '../browser-api.ts';

/** Shows a place of Holdfast ("/", "/mail/…"): in its tab, when one is open, else in a new one. */
export async function showApp(place: string): Promise<void> {
  const url = api.runtime.getURL(`app.html#${place}`);
  const contexts = await api.runtime
    .getContexts?.({ contextTypes: ['TAB' as chrome.runtime.ContextType] })
    .catch(() => []);
  const open = contexts?.find(({ documentUrl }) => documentUrl?.includes('/app.html'));
  if (open === undefined) {
    await api.tabs.create({ url });
    return;
  }
  await api.tabs.update(open.tabId, { active: true, url });
  await api.windows.update(open.windowId, { focused: true });
}
