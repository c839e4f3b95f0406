import { api } from '../browser-api.ts';
import { isAppOrigin } from './app-origin.ts';

/**
 * Runs in Holdfast's own page on the web, before it does: says that the extension is there and where
 * its application is, so that the page shows the extension's copy and keeps no second one.
 */
if (isAppOrigin(location.origin, __APP_URL__)) {
  document.documentElement.dataset.holdfastExtension = api.runtime.getURL('app.html');
}
