import { type AuthenticationResult, EventType } from '@azure/msal-browser';
import {
  type Doors,
  MicrosoftSignIn,
  type SignInOptions,
} from '../shared/sign-in/microsoft-sign-in.ts';
import { isPopupBlocked, isPopupClosed } from '../shared/sign-in/sign-in-faults.ts';
import { closedByPerson, orClosed } from './window-closed.ts';

/**
 * How long Microsoft's window may stay open. MSAL's own minute is too short for a password manager
 * and a second factor.
 */
const WINDOW_TIMEOUT_MS = 15 * 60 * 1000;

/** Microsoft's sign-in for this page; loaded after the first paint. */
export function openSignIn(options: Omit<SignInOptions, 'doors'>): Promise<MicrosoftSignIn> {
  return MicrosoftSignIn.open({ ...options, doors: TAB_DOORS });
}

/**
 * A window over the page, and a hidden frame in it. Where the browser opens no window this page
 * goes to Microsoft itself; then `open` never resolves.
 */
const TAB_DOORS: Doors = {
  settings: { popupBridgeTimeout: WINDOW_TIMEOUT_MS },

  async open(client, request, takeIn, signal) {
    let popup: Window | undefined;
    const listener = client.addEventCallback(
      ({ payload }) => {
        if (payload && 'popupWindow' in payload) popup = payload.popupWindow;
      },
      [EventType.POPUP_OPENED],
    );
    // An answer that comes after all, to a window given up on, is taken in like any other.
    const takenIn: Promise<AuthenticationResult> = client
      .acquireTokenPopup({ ...request, overrideInteractionInProgress: true })
      .then(takeIn);
    try {
      return await orClosed(takenIn, () => popup, signal);
    } catch (error) {
      if (isPopupBlocked(error)) {
        await client.acquireTokenRedirect(request);
        return new Promise(() => {});
      }
      if (isPopupClosed(error)) throw closedByPerson();
      throw error;
    } finally {
      if (listener) client.removeEventCallback(listener);
    }
  },

  renew: (client, request) => client.ssoSilent(request),
};
