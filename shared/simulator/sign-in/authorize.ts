import { toBase64Url } from '../base64.ts';
import { htmlResponse } from '../html.ts';
import type { Account } from '../profile.ts';
import { description, SignInError } from './aadsts.ts';
import {
  type AuthorizeDetails,
  type AuthorizeRequest,
  readDetails,
  readRequest,
  sendBack,
} from './authorize-request.ts';
import { expiredCookies, sessionCookie, sessionCookies } from './cookies.ts';
import type { Grants } from './grants.ts';
import {
  accountPage,
  approvalPage,
  consentPage,
  type Form,
  passwordPage,
  pickerPage,
  troublePage,
} from './pages.ts';

export interface AuthorizeParts {
  account: Account;
  grants: Grants;
  /** Redirect addresses of an app; undefined: the app may return anywhere. */
  redirectsOf(clientId: string): readonly string[] | undefined;
  appName(clientId: string): string;
}

/** Pages may be opened in windows, not framed; the answer to a hidden frame is a redirect. */
const PAGE_HEADERS = {
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Opener-Policy': 'same-origin-allow-popups',
};

/** The pages between an app's question and Microsoft's answer. */
export class AuthorizePages {
  constructor(readonly parts: AuthorizeParts) {}

  /** `GET /{tenant}/oauth2/v2.0/authorize` */
  authorize(request: Request, tenant: string): Response {
    const url = new URL(request.url);
    return this.#answer(url.searchParams, (back, details) => {
      const form = { tenant, context: url.searchParams.toString() };
      const session = this.parts.grants.sessionState(sessionCookie(request));
      if (details.prompt === 'none') return this.#silent(back, details, session);
      if (session === undefined) return this.#signInPage(form, details);
      if (details.prompt === 'login') return this.#password(form);
      if (details.prompt === 'select_account') {
        return this.#page(pickerPage(form, this.parts.account));
      }
      return this.#consentOrCode(form, back, details, session);
    });
  }

  /** `POST /{tenant}/login`: an address, then a password, or the account that is signed in. */
  login(request: Request, tenant: string, fields: URLSearchParams): Response {
    const { account, grants } = this.parts;
    const form = { tenant, context: fields.get('context') ?? '' };
    const username = (fields.get('username') ?? '').trim();
    const isKnown = username.toLowerCase() === account.username.toLowerCase();
    if (fields.get('step') === 'other') return this.#page(accountPage(form, account, ''));
    if (fields.get('step') === 'pick') {
      const isOpen = grants.sessionState(sessionCookie(request)) !== undefined;
      return isOpen
        ? this.#goOn(form, [])
        : this.#page(accountPage(form, account, account.username));
    }
    if (!isKnown) {
      const error = `We couldn't find an account with that username. (AADSTS50034) The simulated account is ${account.username}.`;
      return this.#page(accountPage(form, account, username, error));
    }
    if (fields.get('step') === 'account') return this.#password(form);
    if (fields.get('password') !== account.password) {
      const error = 'Your account or password is incorrect. (AADSTS50126)';
      return this.#page(passwordPage(form, account, error));
    }
    return this.#goOn(form, sessionCookies(grants.openSession(), request));
  }

  /** `POST /{tenant}/consent` */
  consent(request: Request, tenant: string, fields: URLSearchParams): Response {
    const { account, grants } = this.parts;
    const context = fields.get('context') ?? '';
    return this.#answer(new URLSearchParams(context), (back, details) => {
      const session = grants.sessionState(sessionCookie(request));
      if (session === undefined) return this.#page(accountPage({ tenant, context }, account, ''));
      const missing = grants.missing(back.clientId, details.scopes);
      const blocked = missing.filter((name) => grants.blocked.has(name));
      if (blocked.length > 0) {
        throw new SignInError(
          'access_denied',
          90094,
          'An administrator of the organization has set a policy that prevents you from granting the permissions this application is requesting. Admin consent is required.',
        );
      }
      if (fields.get('answer') !== 'accept') {
        throw new SignInError(
          'access_denied',
          65004,
          'User declined to consent to access the app.',
        );
      }
      grants.consent(back.clientId, details.scopes);
      return this.#code(back, details, session);
    });
  }

  /** `GET /{tenant}/oauth2/v2.0/logout` */
  logout(request: Request, page: string): Response {
    this.parts.grants.closeSession(sessionCookie(request));
    const target = new URL(request.url).searchParams.get('post_logout_redirect_uri');
    const response =
      target && URL.canParse(target)
        ? new Response(null, { status: 302, headers: { Location: target } })
        : this.#page(page);
    for (const cookie of expiredCookies(request)) response.headers.append('Set-Cookie', cookie);
    return response;
  }

  #answer(
    query: URLSearchParams,
    work: (back: AuthorizeRequest, details: AuthorizeDetails) => Response,
  ): Response {
    let back: AuthorizeRequest;
    try {
      back = readRequest(query, (clientId) => this.parts.redirectsOf(clientId));
    } catch (error) {
      if (!(error instanceof SignInError)) throw error;
      return htmlResponse(troublePage(error.message), 400, PAGE_HEADERS);
    }
    try {
      return work(back, readDetails(query));
    } catch (error) {
      if (!(error instanceof SignInError)) throw error;
      const { grants } = this.parts;
      const ids = { trace: grants.guid(), correlation: grants.guid(), nowMs: grants.clock.now() };
      return sendBack(back, {
        error: error.error,
        error_description: description(error, ids),
        ...(back.state === null ? {} : { state: back.state }),
      });
    }
  }

  /** `prompt=none`: an answer or a reason, never a page. */
  #silent(
    back: AuthorizeRequest,
    details: AuthorizeDetails,
    session: string | undefined,
  ): Response {
    const { account, grants } = this.parts;
    const isOther =
      details.loginHint !== null &&
      details.loginHint.toLowerCase() !== account.username.toLowerCase();
    if (session === undefined || isOther) {
      throw new SignInError(
        'login_required',
        50058,
        'A silent sign-in request was sent but no user is signed in.',
      );
    }
    if (grants.missing(back.clientId, details.scopes).length > 0) {
      throw new SignInError(
        'consent_required',
        65001,
        `The user or administrator has not consented to use the application with ID '${back.clientId}'. Send an interactive authorization request for this user and resource.`,
      );
    }
    return this.#code(back, details, session);
  }

  #signInPage(form: Form, details: AuthorizeDetails): Response {
    const hint = details.loginHint ?? '';
    const isKnown = hint.toLowerCase() === this.parts.account.username.toLowerCase();
    if (isKnown && details.prompt !== 'select_account') return this.#password(form);
    return this.#page(accountPage(form, this.parts.account, hint));
  }

  #consentOrCode(
    form: Form,
    back: AuthorizeRequest,
    details: AuthorizeDetails,
    session: string,
  ): Response {
    const { account, grants } = this.parts;
    const missing = grants.missing(back.clientId, details.scopes);
    const asked = details.prompt === 'consent' ? details.scopes : missing;
    if (asked.length === 0) return this.#code(back, details, session);
    const app = this.parts.appName(back.clientId);
    const blocked = missing.filter((name) => grants.blocked.has(name));
    if (blocked.length > 0) {
      return this.#page(approvalPage(form, { app, account, scopes: blocked }));
    }
    const returnsTo = new URL(back.redirectUri).origin;
    return this.#page(consentPage(form, { app, account, scopes: asked, returnsTo }));
  }

  #code(back: AuthorizeRequest, details: AuthorizeDetails, session: string): Response {
    const { account, grants } = this.parts;
    const code = grants.issueCode({
      clientId: back.clientId,
      redirectUri: back.redirectUri,
      challenge: details.challenge,
      scopes: details.scopes,
      nonce: details.nonce,
    });
    return sendBack(back, {
      code,
      ...(details.wantsClientInfo ? { client_info: clientInfo(account) } : {}),
      ...(back.state === null ? {} : { state: back.state }),
      session_state: session,
    });
  }

  /** Back to the authorize request, with its question about the account answered. */
  #goOn(form: Form, cookies: readonly string[]): Response {
    const query = new URLSearchParams(form.context);
    if (query.get('prompt') !== 'consent') query.delete('prompt');
    const location = `/${form.tenant}/oauth2/v2.0/authorize?${query}`;
    const response = new Response(null, { status: 302, headers: { Location: location } });
    for (const cookie of cookies) response.headers.append('Set-Cookie', cookie);
    return response;
  }

  #password(form: Form): Response {
    return this.#page(passwordPage(form, this.parts.account));
  }

  #page(text: string): Response {
    return htmlResponse(text, 200, PAGE_HEADERS);
  }
}

export function clientInfo(account: Account): string {
  const json = JSON.stringify({ uid: account.id, utid: account.tenantId });
  return toBase64Url(new TextEncoder().encode(json));
}
