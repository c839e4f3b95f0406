import { GraphError, NoRouteError } from '../graph-error.ts';
import { ewsForm, graphForm } from '../ids.ts';
import { OutlookActions, type OutlookMailbox, readAsked } from './actions.ts';
import { outlookDocument, SCRIPT_PATH } from './document.ts';

/** Hosts at whose root Outlook on the web lives; below `/mail/` it answers on any. */
export const OUTLOOK_HOSTS: ReadonlySet<string> = new Set([
  'outlook.office.com',
  'outlook.office365.com',
  'outlook.cloud.microsoft',
  'outlook.live.com',
  'outlook.office365.us',
  'outlook-dod.office365.us',
  'webmail.apps.mil',
  'partner.outlook.cn',
]);

export interface OutlookOptions {
  /** The simulator's own account, the only one Graph answers for. */
  own: OutlookMailbox;
  /** The page's script, made when it is asked for; without it the page can't be opened. */
  script: (() => Promise<string>) | undefined;
}

/**
 * A stand-in for Outlook on the web: the document, its script and the service behind it. It is
 * built from what is publicly known of the page and no more faithful than that; docs/simulator.md
 * says what is known and what is made up.
 */
export class OutlookOnTheWeb {
  readonly #options: OutlookOptions;
  readonly #sessions: { own: OutlookMailbox; actions: OutlookActions }[] = [];

  constructor(options: OutlookOptions) {
    this.#options = options;
    this.open(options.own);
  }

  /** Adds an account to the browser's session; `/mail/1/` is the first one added. */
  open(own: OutlookMailbox): void {
    const accounts = () => this.#sessions.map((session) => session.own.account);
    this.#sessions.push({ own, actions: new OutlookActions(own, accounts) });
  }

  /** undefined: not a path of Outlook on the web. */
  async answer(request: Request, body: Uint8Array): Promise<Response | undefined> {
    const url = new URL(request.url);
    const { pathname, hostname } = url;
    const service = /^\/owa\/(?:(\d+)\/)?service\.svc$/.exec(pathname);
    if (service && request.method === 'POST') return this.#act(url, Number(service[1] ?? 0), body);
    if (request.method !== 'GET') return undefined;
    if (pathname === SCRIPT_PATH) return this.#script();
    if (/^\/owa\/?$/.test(pathname)) return redirect(classic(url));
    if (/^\/(mail|calendar)(\/|$)/.test(pathname)) return outlookDocument();
    if (pathname === '/' && OUTLOOK_HOSTS.has(hostname)) return redirect('/mail/');
    return undefined;
  }

  #act(url: URL, account: number, body: Uint8Array): Response {
    const name = url.searchParams.get('action') ?? '';
    try {
      const session = this.#sessions[account];
      if (!session) throw new GraphError(440, 'SessionTimeout', 'Nobody is signed in here.');
      const answer = session.actions.answer(name, readAsked(body));
      if (!answer) throw new NoRouteError(`POST /owa/service.svc?action=${name}`);
      return json(answer, 200);
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      return json({ error: { code: error.code, message: error.message } }, error.status);
    }
  }

  async #script(): Promise<Response> {
    const { script } = this.#options;
    if (!script) throw new NoRouteError(`GET ${SCRIPT_PATH}: no script was handed in`);
    const headers = { 'Content-Type': 'text/javascript; charset=utf-8' };
    return new Response(await script(), { headers });
  }
}

/** The address Graph's `webLink` has, in today's form: the path in one alphabet, the query in the other. */
function classic({ searchParams }: URL): string {
  const id = searchParams.get('ItemID');
  if (id === null) return '/mail/';
  const rest = new URLSearchParams({ ItemID: ewsForm(id), exvsurl: '1' });
  const popOut = searchParams.get('ispopout');
  if (popOut !== null) rest.set('ispopout', popOut);
  return `/mail/deeplink/read/${encodeURIComponent(graphForm(id))}?${rest}`;
}

function redirect(Location: string): Response {
  return new Response(null, { status: 302, headers: { Location } });
}

function json(value: unknown, status: number): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' },
  });
}
