import type { AuthenticationResult, IPublicClientApplication } from '@azure/msal-browser';
import { Fault } from '../../shared/model/fault.ts';
import type { Doors, SignInRequest } from '../../shared/sign-in/microsoft-sign-in.ts';

/** What the browser's window for signing in came to. */
export type WebAuthAnswer =
  | { url: string }
  | { failed: 'closed' | 'needs-person' | 'offline' | 'unexpected' };

/** Opens an address in that window, or has it answered without one. */
export type WebAuth = (url: string, interactive: boolean) => Promise<WebAuthAnswer>;

/**
 * Microsoft's sign-in by way of the browser's own window for extensions. MSAL believes that it goes
 * to Microsoft by redirect: the address it would go to is taken from it, and what comes back is
 * handed to it.
 */
export function webAuthDoors(webAuth: WebAuth): Doors {
  let leave: ((url: string) => void) | null = null;
  // MSAL knows of one redirect at a time.
  let last: Promise<unknown> = Promise.resolve();

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work, work);
    last = turn.catch(() => {});
    return turn;
  }

  async function ask(
    client: IPublicClientApplication,
    request: SignInRequest,
    interactive: boolean,
  ): Promise<AuthenticationResult> {
    const url = await new Promise<string>((resolve, reject) => {
      leave = resolve;
      // Resolves only in a page that really leaves.
      client.acquireTokenRedirect(request).catch(reject);
    });
    const answer = await webAuth(url, interactive);
    if ('failed' in answer) {
      await forget(client, url);
      throw toError(answer.failed);
    }
    const { hash } = new URL(answer.url);
    const result = await client.handleRedirectPromise({ hash, navigateToLoginRequestUrl: false });
    if (!result) throw new Fault('unexpected', 'the sign-in window came back with nothing');
    return result;
  }

  return {
    settings: {
      onRedirectNavigate(url) {
        leave?.(url);
        return false;
      },
    },
    open: (client, request, takeIn, signal) =>
      inTurn(() => {
        signal.throwIfAborted();
        return ask(client, request, true).then(takeIn);
      }),
    renew: (client, request) => inTurn(() => ask(client, { ...request, prompt: 'none' }, false)),
  };
}

/** MSAL waits for what it sent its page to: it is told that this was refused. */
async function forget(client: IPublicClientApplication, url: string): Promise<void> {
  const state = new URL(url).searchParams.get('state') ?? '';
  const hash = `#${new URLSearchParams({ error: 'access_denied', state })}`;
  await client.handleRedirectPromise({ hash, navigateToLoginRequestUrl: false }).catch(() => {});
}

function toError(failed: 'closed' | 'needs-person' | 'offline' | 'unexpected'): Error {
  switch (failed) {
    case 'closed':
      return new DOMException('The window was closed', 'AbortError');
    case 'needs-person':
      return new Fault('signed-out', 'Microsoft wants the person to sign in');
    case 'offline':
      return new Fault('offline', 'the sign-in service did not answer');
    case 'unexpected':
      return new Fault('unexpected', 'the browser did not open the sign-in window');
  }
}
