import { createLocalJWKSet, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { createSimulator, type Simulator } from '../simulator.ts';
import { ask, handClock } from '../test-client.ts';

const LOGIN = 'https://login.microsoftonline.com';
const APP = '11111111-2222-3333-4444-555555555555';
const REDIRECT = 'https://app.example/redirect.html';
const VERIFIER = 'a-verifier-of-more-than-forty-three-characters-0123';
const GRAPH_SCOPE = 'https://graph.microsoft.com/Mail.Read';
const BASIC = 'openid profile offline_access';

/** A browser: follows what the pages say, keeps cookies. */
class Browser {
  cookies = new Map<string, string>();
  constructor(readonly simulator: Simulator) {}

  async go(url: string, fields?: Record<string, string>): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const init: RequestInit = fields
      ? { method: 'POST', body: new URLSearchParams(fields), headers: { cookie } }
      : { headers: { cookie } };
    const response = await this.simulator.fetch(new Request(new URL(url, LOGIN), init));
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/Max-Age=0/.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const next = response.headers.get('location');
    return next?.startsWith('/') ? this.go(next) : response;
  }

  /** Sends the form of a page, with what the person fills in. */
  async submit(page: Response, fields: Record<string, string>): Promise<Response> {
    const text = await page.text();
    const action = /<form method="post" action="([^"]+)"/.exec(text)?.[1] ?? '';
    const hidden = [...text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
      ([, name = '', value = '']) => [name, value.replace(/&amp;/g, '&')],
    );
    return this.go(action, { ...Object.fromEntries(hidden), ...fields });
  }
}

async function challenge(): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(VERIFIER));
  return Buffer.from(digest).toString('base64url');
}

async function authorizeUrl(more: Record<string, string> = {}): Promise<string> {
  const query = new URLSearchParams({
    client_id: APP,
    response_type: 'code',
    redirect_uri: REDIRECT,
    response_mode: 'fragment',
    scope: `${GRAPH_SCOPE} ${BASIC}`,
    state: 'the-state',
    nonce: 'the-nonce',
    client_info: '1',
    code_challenge: await challenge(),
    code_challenge_method: 'S256',
    ...more,
  });
  return `${LOGIN}/common/oauth2/v2.0/authorize?${query}`;
}

function answerOf(response: Response): URLSearchParams {
  return new URLSearchParams(new URL(response.headers.get('location') ?? '').hash.slice(1));
}

async function signIn(browser: Browser, more: Record<string, string> = {}) {
  const account = await browser.go(await authorizeUrl(more));
  const password = await browser.submit(account, { username: 'pat@example.com' });
  const consent = await browser.submit(password, { password: 'holdfast' });
  return { consent, text: await consent.clone().text() };
}

async function token(
  simulator: Simulator,
  fields: Record<string, string>,
  origin = 'https://app.example',
) {
  const response = await simulator.fetch(
    new Request(`${LOGIN}/common/oauth2/v2.0/token?client-request-id=1`, {
      method: 'POST',
      headers: origin === '' ? {} : { origin },
      body: new URLSearchParams({ client_id: APP, client_info: '1', ...fields }),
    }),
  );
  return { response, status: response.status, json: await response.json() };
}

async function signedIn(options: { clock?: ReturnType<typeof handClock> } = {}) {
  const simulator = createSimulator({ seed: 2, ...options });
  const browser = new Browser(simulator);
  const { consent } = await signIn(browser);
  const answer = answerOf(await browser.submit(consent, { answer: 'accept' }));
  const redeem = {
    grant_type: 'authorization_code',
    code: answer.get('code') ?? '',
    redirect_uri: REDIRECT,
    code_verifier: VERIFIER,
    scope: `${GRAPH_SCOPE} ${BASIC}`,
  };
  return { simulator, browser, answer, redeem };
}

test('account, password and consent lead back to the app with a code', async () => {
  const { answer } = await signedIn();

  expect([...answer.keys()].sort()).toEqual(['client_info', 'code', 'session_state', 'state']);
  expect(answer.get('state')).toBe('the-state');
});

test('the consent page says in plain words what is asked for', async () => {
  const browser = new Browser(createSimulator());

  const { text } = await signIn(browser);

  expect(text).toContain('Permissions requested');
  expect(text).toContain('Read your mail');
  expect(text).toContain('Maintain access to data you have given it access to');
  expect(text).not.toContain('Read and write access');
});

test('a code becomes tokens that Graph takes for the scopes granted', async () => {
  const { simulator, redeem } = await signedIn();

  const { json, status } = await token(simulator, redeem);

  expect(status).toBe(200);
  expect(json.scope).toBe('Mail.Read openid profile email');
  expect(json.expires_in).toBeGreaterThanOrEqual(3600);
  const headers = { authorization: `Bearer ${json.access_token}` };
  const read = await ask(simulator, '/me/mailFolders', { headers });
  const write = await ask(simulator, '/me/messages', { headers, method: 'POST', body: {} });
  expect([read.status, write.status, write.json.error.code]).toEqual([
    200,
    403,
    'ErrorAccessDenied',
  ]);
});

test('id tokens are signed with the published key and carry the nonce', async () => {
  const { simulator, redeem } = await signedIn();
  const { json } = await token(simulator, redeem);
  const keys = await simulator.fetch(new Request(`${LOGIN}/common/discovery/v2.0/keys`));

  const { payload } = await jwtVerify(json.id_token, createLocalJWKSet(await keys.json()), {
    audience: APP,
    issuer: `${LOGIN}/${simulator.account.tenantId}/v2.0`,
  });

  expect(payload).toMatchObject({
    nonce: 'the-nonce',
    preferred_username: 'pat@example.com',
    oid: simulator.account.id,
    tid: simulator.account.tenantId,
  });
});

test.each([
  ['a wrong verifier', { code_verifier: 'wrong' }, 501481],
  ['another redirect address', { redirect_uri: 'https://other.example/' }, 500112],
  ['a made-up code', { code: 'made-up' }, 9002313],
  ['no grant type', { grant_type: '' }, 900144],
])('%s is refused', async (_what, fields, number) => {
  const { simulator, redeem } = await signedIn();

  const { json, status } = await token(simulator, { ...redeem, ...fields });

  expect(status).toBe(400);
  expect(json.error_codes).toEqual([number]);
  expect(json.error_description).toContain(`AADSTS${number}: `);
});

test('a code works once', async () => {
  const { simulator, redeem } = await signedIn();
  await token(simulator, redeem);

  const { json } = await token(simulator, redeem);

  expect([json.error, json.error_codes]).toEqual(['invalid_grant', [54005]]);
});

test('a code is too old after ten minutes', async () => {
  const clock = handClock();
  const { simulator, redeem } = await signedIn({ clock });

  clock.advance(11 * 60_000);

  expect((await token(simulator, redeem)).json.error_codes).toEqual([70008]);
});

test('a token request without Origin does not come from a single-page app', async () => {
  const { simulator, redeem } = await signedIn();

  const { json } = await token(simulator, redeem, '');

  expect(json.error_codes).toEqual([9002327]);
});

test('refresh tokens end 24 hours after sign-in, however often they are renewed', async () => {
  const clock = handClock();
  const { simulator, redeem } = await signedIn({ clock });
  let refresh = (await token(simulator, redeem)).json.refresh_token;
  const renew = () => token(simulator, { grant_type: 'refresh_token', refresh_token: refresh });

  for (let hour = 1; hour < 24; hour += 1) {
    clock.advance(3_600_000);
    const { json, status } = await renew();
    expect(status).toBe(200);
    refresh = json.refresh_token;
  }
  clock.advance(3_600_000);

  const { json } = await renew();
  expect([json.error, json.error_codes]).toEqual(['invalid_grant', [700084]]);
});

test('revoking the sign-in kills refresh tokens and the session', async () => {
  const { simulator, browser, redeem } = await signedIn();
  const { json: tokens } = await token(simulator, redeem);

  simulator.signIn.grants.revoke();

  const renewed = await token(simulator, {
    grant_type: 'refresh_token',
    refresh_token: tokens.refresh_token,
  });
  const silent = answerOf(await browser.go(await authorizeUrl({ prompt: 'none' })));
  expect(renewed.json.error_codes).toEqual([50173]);
  expect(silent.get('error')).toBe('login_required');
});

test('with a session prompt=none answers without a page', async () => {
  const { browser } = await signedIn();

  const response = await browser.go(await authorizeUrl({ prompt: 'none' }));

  expect(response.status).toBe(302);
  expect(answerOf(response).get('code')).toBeTruthy();
});

test('prompt=none says what is missing: a session, or consent', async () => {
  const fresh = new Browser(createSimulator());
  const { browser } = await signedIn();
  const more = { prompt: 'none', scope: `${GRAPH_SCOPE}Write ${BASIC}` };

  const noSession = answerOf(await fresh.go(await authorizeUrl({ prompt: 'none' })));
  const noConsent = answerOf(await browser.go(await authorizeUrl(more)));

  expect(noSession.get('error_description')).toContain('AADSTS50058');
  expect(noConsent.get('error')).toBe('consent_required');
});

test('what was consented to is not asked for again', async () => {
  const { browser, simulator } = await signedIn();

  const same = await browser.go(await authorizeUrl());
  const more = await browser.go(await authorizeUrl({ scope: `${GRAPH_SCOPE}Write ${BASIC}` }));

  const text = await more.clone().text();
  expect(answerOf(same).get('code')).toBeTruthy();
  expect(text).toContain('Read and write access to your mail');
  expect(text).not.toContain('All messages in your mailbox');
  const answer = answerOf(await browser.submit(more, { answer: 'accept' }));
  const { json } = await token(simulator, {
    grant_type: 'authorization_code',
    code: answer.get('code') ?? '',
    redirect_uri: REDIRECT,
    code_verifier: VERIFIER,
  });
  expect(json.scope).toContain('Mail.Read Mail.ReadWrite');
});

test('declining goes back with access_denied and AADSTS65004', async () => {
  const browser = new Browser(createSimulator());
  const { consent } = await signIn(browser);

  const answer = answerOf(await browser.submit(consent, { answer: 'cancel' }));

  expect(answer.get('error')).toBe('access_denied');
  expect(answer.get('error_description')).toContain('AADSTS65004');
});

test('behind the consent wall the person is sent to an administrator', async () => {
  const simulator = createSimulator();
  simulator.signIn.grants.blocked.add('Mail.Read');
  const browser = new Browser(simulator);

  const { consent, text } = await signIn(browser);
  const answer = answerOf(await browser.submit(consent, { answer: 'return' }));

  expect(text).toContain('Need admin approval');
  expect(answer.get('error_description')).toContain('AADSTS90094');
});

test('an administrator can open the wall for everybody', async () => {
  const simulator = createSimulator();
  simulator.signIn.grants.blocked.add('Mail.Read');
  const browser = new Browser(simulator);
  const query = new URLSearchParams({
    client_id: APP,
    scope: GRAPH_SCOPE,
    redirect_uri: REDIRECT,
    state: 's',
  });
  const page = await browser.go(`${LOGIN}/organizations/v2.0/adminconsent?${query}`);

  const back = await browser.submit(page, { answer: 'accept' });

  const url = new URL(back.headers.get('location') ?? '');
  expect(url.searchParams.get('admin_consent')).toBe('True');
  const { consent } = await signIn(browser);
  expect(answerOf(consent).get('code')).toBeTruthy();
});

test('wrong addresses and passwords stay on their page', async () => {
  const browser = new Browser(createSimulator());
  const page = await browser.go(await authorizeUrl());
  const unknown = await browser.submit(page.clone(), { username: 'nobody@example.com' });
  const password = await browser.submit(page, { username: 'PAT@example.com' });
  const wrong = await browser.submit(password, { password: 'guess' });

  expect(await unknown.text()).toContain('AADSTS50034');
  expect(await wrong.text()).toContain('AADSTS50126');
});

test('requests without PKCE, with an unknown scope or a bad address are refused', async () => {
  const browser = new Browser(createSimulator());

  const noPkce = answerOf(await browser.go(await authorizeUrl({ code_challenge: '' })));
  const scope = answerOf(await browser.go(await authorizeUrl({ scope: 'Mail.Everything' })));
  const address = await browser.go(await authorizeUrl({ redirect_uri: 'http://evil.example/' }));

  expect(noPkce.get('error_description')).toContain('AADSTS9002325');
  expect(scope.get('error_description')).toContain('AADSTS650053');
  expect([address.status, await address.text()]).toEqual([400, expect.stringContaining('50011')]);
});

test('an app that is not registered for an address gets no answer there', async () => {
  const simulator = createSimulator({ apps: { [APP]: { redirectUris: ['http://localhost:1/'] } } });
  const browser = new Browser(simulator);

  const refused = await browser.go(await authorizeUrl());
  const taken = await browser.go(await authorizeUrl({ redirect_uri: 'http://localhost:555/' }));

  expect([refused.status, taken.status]).toEqual([400, 200]);
});

test('signing out ends the session', async () => {
  const { browser } = await signedIn();

  const back = await browser.go(
    `${LOGIN}/common/oauth2/v2.0/logout?post_logout_redirect_uri=${encodeURIComponent(REDIRECT)}`,
  );

  expect(back.headers.get('location')).toBe(REDIRECT);
  const silent = answerOf(await browser.go(await authorizeUrl({ prompt: 'none' })));
  expect(silent.get('error')).toBe('login_required');
});

test('the token endpoint may be called from any page, and exposes what Microsoft exposes', async () => {
  const { simulator, redeem } = await signedIn();

  const { response } = await token(simulator, redeem);

  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  expect(response.headers.get('access-control-expose-headers')).toBe(
    'Content-Length,Content-Encoding,x-ms-request-id',
  );
});

test('the token endpoint fails as planned', async () => {
  const { simulator, redeem } = await signedIn();
  simulator.troubles.plan({ path: '/token', status: 429, retryAfterSeconds: 30 });

  const first = await token(simulator, redeem);
  const second = await token(simulator, redeem);

  expect([first.status, first.response.headers.get('retry-after')]).toEqual([429, '30']);
  expect(second.status).toBe(200);
});

test('discovery names the endpoints of the host that was asked', async () => {
  const simulator = createSimulator();
  const url = 'http://127.0.0.1:9999/common/v2.0/.well-known/openid-configuration';

  const json = await (await simulator.fetch(new Request(url))).json();

  expect(json.token_endpoint).toBe('http://127.0.0.1:9999/common/oauth2/v2.0/token');
  expect(json.issuer).toBe('http://127.0.0.1:9999/{tenantid}/v2.0');
});

test('two people of a tenant sign in one after the other, and each token opens its own mailbox', async () => {
  const kim = {
    id: '0d5f5c0e-1111-4a3f-8c39-5a1b7a4e6c01',
    username: 'kim@example.com',
    name: 'Kim',
  };
  const simulator = createSimulator({ clock: handClock(), others: [kim] });
  const browser = new Browser(simulator);
  const { consent } = await signIn(browser);
  const pat = await tokenFor(simulator, await browser.submit(consent, { answer: 'accept' }));

  const picker = await browser.go(await authorizeUrl({ prompt: 'select_account' }));
  const account = await browser.submit(picker, { step: 'other' });
  const password = await browser.submit(account, { username: 'kim@example.com' });
  const asked = await browser.submit(password, { password: 'holdfast' });
  expect(await asked.clone().text()).toContain('Permissions requested');
  const other = await tokenFor(simulator, await browser.submit(asked, { answer: 'accept' }));

  simulator.control.deliver({ subject: 'For Pat' });
  simulator.others[0]?.control.deliver({ subject: 'For Kim' });
  expect(await subjectsFor(simulator, pat)).toEqual(['For Pat']);
  expect(await subjectsFor(simulator, other)).toEqual(['For Kim']);
  const quiet = (more: Record<string, string>) => authorizeUrl({ prompt: 'none', ...more });
  const named = answerOf(await browser.go(await quiet({ login_hint: 'pat@example.com' })));
  expect(named.get('code')).toBeTruthy();
  const unnamed = answerOf(await browser.go(await quiet({})));
  expect(unnamed.get('error_description')).toMatch(/^AADSTS16000/);
});

async function tokenFor(simulator: Simulator, back: Response): Promise<string> {
  const { json } = await token(simulator, {
    grant_type: 'authorization_code',
    code: answerOf(back).get('code') ?? '',
    redirect_uri: REDIRECT,
    code_verifier: VERIFIER,
    scope: `${GRAPH_SCOPE} ${BASIC}`,
  });
  return json.access_token;
}

async function subjectsFor(simulator: Simulator, accessToken: string): Promise<string[]> {
  const headers = { authorization: `Bearer ${accessToken}` };
  const { json } = await ask(simulator, '/me/messages?$select=subject', { headers });
  return json.value.map(({ subject }: { subject: string }) => subject);
}
