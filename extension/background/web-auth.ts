import { api } from '../browser-api.ts';
import type { WebAuthAnswer } from '../host/web-auth-doors.ts';

/** Microsoft's pages may go on by script before they come back; the browser gives them this long. */
const QUIET_MS = 20_000;

/**
 * Opens Microsoft's page in the browser's own window for signing in, or has it answered without
 * one, by the cookies of a person who is signed in there. The address it comes back to is told,
 * never kept and never logged: it has the answer in it.
 */
export async function webAuth(url: string, interactive: boolean): Promise<WebAuthAnswer> {
  try {
    const answer = await api.identity.launchWebAuthFlow({
      url,
      interactive,
      // Firefox takes no options it doesn't know, and waits by itself.
      ...(!interactive &&
        !api.sidebarAction && {
          abortOnLoadForNonInteractive: false,
          timeoutMsForNonInteractive: QUIET_MS,
        }),
    });
    return answer === undefined ? { failed: 'closed' } : { url: answer };
  } catch (error) {
    return { failed: failureOf(error, interactive) };
  }
}

/**
 * The browsers tell what happened in a sentence only.
 * Sources: chrome/browser/extensions/api/identity/identity_constants.cc;
 * toolkit/components/extensions/child/ext-identity.js and parent/ext-identity.js.
 */
function failureOf(
  error: unknown,
  interactive: boolean,
): Extract<WebAuthAnswer, { failed: unknown }>['failed'] {
  const text = error instanceof Error ? error.message : '';
  if (/could not be loaded|network/i.test(text)) return 'offline';
  if (!interactive) return /interaction|denied|cancel/i.test(text) ? 'needs-person' : 'unexpected';
  return /not approve|cancel|denied|closed/i.test(text) ? 'closed' : 'unexpected';
}
