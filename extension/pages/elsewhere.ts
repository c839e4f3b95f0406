import { api } from '../browser-api.ts';

/** Opens a place of Holdfast in a tab and closes the popup this is called from. */
export async function showApp(place: string): Promise<void> {
  await api.tabs.create({ url: api.runtime.getURL(`app.html#${place}`) });
  window.close();
}

/** Opens the side panel; call it from a click. */
export async function showPanel(): Promise<void> {
  if (api.sidebarAction) {
    await api.sidebarAction.open();
  } else {
    // Asking which window this is must not come between the click and the opening.
    await api.sidePanel.open({ windowId: api.windows.WINDOW_ID_CURRENT });
  }
  window.close();
}
