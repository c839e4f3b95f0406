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
import type { People, Person } from './people.ts';

export interface AuthorizeParts {
  people: People;
  grants: Grants;
  /** Redirect addresses of an app; undefined: the app may return anywhere. */
  redirectsOf(clientId: string): readonly string[] | undefined;
  appName(clientId: string): string;
}

/** Somebody who is signed in in this browser. */
interface Session {
  person: Person;
  state: string;
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
      const who = this.#who(request, details.loginHint);
      if (details.prompt === 'none') return this.#silent(back, details, who);
      const hinted = this.parts.people.named(details.loginHint);
      if (details.prompt === 'select_account' || (who.length > 1 && !hinted)) {
        return who.length > 0 ? this.#pick(form, request) : this.#signInPage(form, details);
      }
      const [session] = who;
      if (session === undefined) return this.#signInPage(form, details);
      if (details.prompt === 'login') return this.#password(form, session.person);
      return this.#consentOrCode(form, back, details, session);
    });
  }

  /** `POST /{tenant}/login`: an address, then a password, or an account that is signed in. */
  login(request: Request, tenant: string, fields: URLSearchParams): Response {
    const { people, grants } = this.parts;
    const form = { tenant, context: fields.get('context') ?? '' };
    if (fields.get('step') === 'other') return this.#page(accountPage(form, this.#accounts(), ''));
    const picked = people.named(fields.get('pick'));
    if (picked) {
      const isOpen = grants.signedIn(sessionCookie(request)).includes(picked.account.id);
      return isOpen ? this.#goOn(form, picked, []) : this.#password(form, picked);
    }
    const username = (fields.get('username') ?? '').trim();
    const person = people.named(username);
    if (!person) {
      const known = this.#accounts().map((account) => account.username);
      const error = `We couldn't find an account with that username. (AADSTS50034) Simulated: ${known.join(', ')}.`;
      return this.#page(accountPage(form, this.#accounts(), username, error));
    }
    if (fields.get('step') === 'account') return this.#password(form, person);
    if (fields.get('password') !== person.account.password) {
      const error = 'Your account or password is incorrect. (AADSTS50126)';
      return this.#page(passwordPage(form, person.account, error));
    }
    const cookie = grants.openSession(sessionCookie(request), person.account.id);
    return this.#goOn(form, person, sessionCookies(cookie, request));
  }

  /** `POST /{tenant}/consent` */
  consent(request: Request, tenant: string, fields: URLSearchParams): Response {
    const { grants } = this.parts;
    const context = fields.get('context') ?? '';
    return this.#answer(new URLSearchParams(context), (back, details) => {
      const [session] = this.#who(request, details.loginHint);
      if (session === undefined) {
        return this.#page(accountPage({ tenant, context }, this.#accounts(), ''));
      }
      const { id } = session.person.account;
      const missing = grants.missing(id, back.clientId, details.scopes);
      const blocked = missing.filter((name) => grants.isBlocked(name));
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
      grants.consent(id, back.clientId, details.scopes);
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

  /** Who is signed in in this browser; only the one that is meant, where one is. */
  #who(request: Request, loginHint: string | null): Session[] {
    const { people, grants } = this.parts;
    const cookie = sessionCookie(request);
    const sessions = grants.signedIn(cookie).map((id) => ({
      person: people.withId(id),
      state: grants.sessionState(cookie, id) ?? '',
    }));
    const hinted = people.named(loginHint);
    return hinted ? sessions.filter(({ person }) => person === hinted) : sessions;
  }

  /** `prompt=none`: an answer or a reason, never a page. */
  #silent(back: AuthorizeRequest, details: AuthorizeDetails, who: readonly Session[]): Response {
    const { grants, people } = this.parts;
    const [session, another] = who;
    const isOther = details.loginHint !== null && !people.named(details.loginHint);
    if (session === undefined || isOther) {
      throw new SignInError(
        'login_required',
        50058,
        'A silent sign-in request was sent but no user is signed in.',
      );
    }
    if (another !== undefined) {
      throw new SignInError(
        'interaction_required',
        16000,
        'Either multiple user identities are available for the current request or selected account is not supported for the scenario.',
      );
    }
    if (grants.missing(session.person.account.id, back.clientId, details.scopes).length > 0) {
      throw new SignInError(
        'consent_required',
        65001,
        `The user or administrator has not consented to use the application with ID '${back.clientId}'. Send an interactive authorization request for this user and resource.`,
      );
    }
    return this.#code(back, details, session);
  }

  #signInPage(form: Form, details: AuthorizeDetails): Response {
    const hinted = this.parts.people.named(details.loginHint);
    if (hinted && details.prompt !== 'select_account') return this.#password(form, hinted);
    return this.#page(accountPage(form, this.#accounts(), details.loginHint ?? ''));
  }

  /** Everybody who is signed in in this browser, whoever is meant. */
  #pick(form: Form, request: Request): Response {
    const accounts = this.#who(request, null).map(({ person }) => person.account);
    return this.#page(pickerPage(form, accounts));
  }

  #consentOrCode(
    form: Form,
    back: AuthorizeRequest,
    details: AuthorizeDetails,
    session: Session,
  ): Response {
    const { grants } = this.parts;
    const { account } = session.person;
    const missing = grants.missing(account.id, back.clientId, details.scopes);
    const asked = details.prompt === 'consent' ? details.scopes : missing;
    if (asked.length === 0) return this.#code(back, details, session);
    const app = this.parts.appName(back.clientId);
    const blocked = missing.filter((name) => grants.isBlocked(name));
    if (blocked.length > 0) {
      return this.#page(approvalPage(form, { app, account, scopes: blocked }));
    }
    const returnsTo = new URL(back.redirectUri).origin;
    return this.#page(consentPage(form, { app, account, scopes: asked, returnsTo }));
  }

  #code(back: AuthorizeRequest, details: AuthorizeDetails, session: Session): Response {
    const { account } = session.person;
    const code = this.parts.grants.issueCode({
      account: account.id,
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
      session_state: session.state,
    });
  }

  /** Back to the authorize request, with its question about the account answered. */
  #goOn(form: Form, person: Person, cookies: readonly string[]): Response {
    const query = new URLSearchParams(form.context);
    if (query.get('prompt') !== 'consent') query.delete('prompt');
    query.set('login_hint', person.account.username);
    const location = `/${form.tenant}/oauth2/v2.0/authorize?${query}`;
    const response = new Response(null, { status: 302, headers: { Location: location } });
    for (const cookie of cookies) response.headers.append('Set-Cookie', cookie);
    return response;
  }

  #password(form: Form, person: Person): Response {
    return this.#page(passwordPage(form, person.account));
  }

  #accounts(): Account[] {
    return this.parts.people.all.map(({ account }) => account);
  }

  #page(text: string): Response {
    return htmlResponse(text, 200, PAGE_HEADERS);
  }
}

export function clientInfo(account: Account): string {
  const json = JSON.stringify({ uid: account.id, utid: account.tenantId });
  return toBase64Url(new TextEncoder().encode(json));
}
