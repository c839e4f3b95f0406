import { api } from '../browser-api.ts';

/**
 * Opens Holdfast beside the page, with something to search for when given. Must be called from a
 * click or key, before anything is waited for: browsers open it for a person only. What is searched
 * for stands in the fragment of a page of our own, which nobody else is told.
 */
export function openPanel(windowId: number, query: string | null): Promise<void> {
  const path = query === null ? 'panel.html' : `panel.html#search=${encodeURIComponent(query)}`;
  if (api.sidebarAction) {
    void api.sidebarAction.setPanel({ panel: path });
    return api.sidebarAction.open();
  }
  void api.sidePanel.setOptions({ path, enabled: true });
  return api.sidePanel.open({ windowId });
}
