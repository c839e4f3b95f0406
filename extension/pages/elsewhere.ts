import { showApp } from '../background/app-tab.ts';
import { openPanel } from '../background/panel.ts';
import { api } from '../browser-api.ts';

/** Shows a place of Holdfast in its tab and closes the popup this is called from. */
export async function leaveFor(place: string): Promise<void> {
  await showApp(place);
  window.close();
}

/** Opens the side panel and closes the popup; call it from a click. */
export async function showPanel(): Promise<void> {
  // Asking which window this is must not come between the click and the opening.
  await openPanel(api.windows.WINDOW_ID_CURRENT, null);
  window.close();
}
