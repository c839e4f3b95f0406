import { type Clock, systemClock } from '../lib/clock.ts';
import type { GraphAnswer } from './answer.ts';
import { attachmentRoutes } from './attachments.ts';
import { type ChatOptions, SimulatedChats } from './chats/simulated-chats.ts';
import { MailboxControl } from './control.ts';
import { answerControl } from './control-routes.ts';
import { graphPreflight, UPLOAD_CORS, uploadPreflight } from './cors.ts';
import { DrivePage } from './drive/drive-page.ts';
import { isFileHostPath } from './drive/host.ts';
import { type DriveOptions, SimulatedDrive } from './drive/simulated-drive.ts';
import { FolderDelta } from './folder-delta.ts';
import type { Language } from './folder-names.ts';
import { folderRoutes } from './folders.ts';
import { GraphFrontDoor, toResponse } from './graph.ts';
import { errorAnswer, GraphError, NoRouteError } from './graph-error.ts';
import { Mailbox } from './mailbox.ts';
import { MailboxPage } from './mailbox-page.ts';
import { messageChangeRoutes } from './message-change.ts';
import { messageCreateRoutes } from './message-create.ts';
import { MessageDelta } from './message-delta.ts';
import { messageReadRoutes } from './message-read.ts';
import { OutlookOnTheWeb } from './outlook/outlook.ts';
import { type Account, profileRoutes } from './profile.ts';
import { type Exchange, Recorder } from './recorder.ts';
import { RouteTable } from './route.ts';
import { ShiftedClock } from './shifted-clock.ts';
import { AccessTokens } from './sign-in/access-tokens.ts';
import { People } from './sign-in/people.ts';
import { SignIn, type SignInOptions } from './sign-in/sign-in.ts';
import { type Limits, OUTLOOK_LIMITS, Throttle } from './throttle.ts';
import { translateRoutes } from './translate-ids.ts';
import { Troubles } from './trouble.ts';
import { uploadOriginOf } from './upload-origin.ts';
import { UploadSessions } from './upload-session.ts';

export interface SimulatorOptions {
  /** Default: the system's. Limits, tokens, latency and dates all follow it. */
  clock?: Clock;
  /** Decides all ids and tokens: the same seed and the same requests give the same answers. */
  seed?: number;
  /** Whether Outlook's limits hold. Default true. */
  limits?: boolean;
  limitValues?: Partial<Limits>;
  /** How long every Graph request takes, on the clock. Default 0. */
  latencyMs?: number;
  /** Language of the well-known folders' names. Default English. */
  language?: Language;
  /** Rounds of delta queries a folder remembers. Default 50. */
  deltaRounds?: number;
  /** Where upload sessions live when the request did not come to a Microsoft host. */
  uploadOrigin?: string;
  /** The account's OneDrive. Default: a work drive, empty. */
  drive?: DriveOptions;
  /** The account's chats; with a personal drive there are none, as for personal accounts. */
  chats?: ChatOptions;
  /** Keep Graph exchanges for the contract checker. Default false. */
  record?: boolean;
  account?: Partial<Account>;
  /**
   * More people of the same tenant, each with a mailbox of their own; empty until filled. Of drives,
   * the addresses of files lead to the first person's.
   */
  others?: readonly Pick<Account, 'id' | 'username' | 'name'>[];
  /** Registered apps by client id; without it any app may sign in from anywhere. */
  apps?: SignInOptions['apps'];
  /** What the consent page calls any other app. */
  appName?: string;
  /** The script of Outlook's page, as a browser can run it. */
  outlookScript?: () => Promise<string>;
}

/** The account of the demo and the tests. */
const PAT: Account = {
  id: '6f2d8a41-53c7-4e0b-9a1d-0b7c51e2f3a4',
  tenantId: 'c1a5e4d0-8b7f-4a36-9d52-7e60f1b2a398',
  username: 'pat@example.com',
  name: 'Pat Example',
  password: 'holdfast',
};

/** Methods whose bodies count as uploads to a mailbox. */
const UPLOADING = new Set(['POST', 'PATCH', 'PUT']);

/** What is one thing for everybody of a tenant. */
interface Common {
  clock: ShiftedClock;
  troubles: Troubles;
  recorder: Recorder;
}

const TOKEN_LIFETIME_MS = 75 * 60 * 1000;
const EXCHANGES_KEPT = 50_000;

/**
 * A stand-in for Microsoft: Graph for mail, the sign-in before it and Outlook on the web, as a
 * function from request to response. It knows nothing of the product and never invents: a request without a route is
 * an error (`NoRouteError`), thrown and listed in the report.
 */
export class Simulator {
  readonly clock: ShiftedClock;
  readonly account: Account;
  readonly mailbox: Mailbox;
  /** Everybody else: their mailboxes, and their way to them. */
  readonly others: readonly Simulator[];
  readonly troubles: Troubles;
  readonly tokens: AccessTokens;
  readonly recorder: Recorder;
  readonly control: MailboxControl;
  readonly graph: GraphFrontDoor;
  readonly signIn: SignIn;
  readonly outlook: OutlookOnTheWeb;
  readonly drive: SimulatedDrive;
  readonly chats: SimulatedChats;
  readonly #messageDelta: MessageDelta;
  readonly #folderDelta: FolderDelta;
  readonly #uploads: UploadSessions;
  readonly #page: MailboxPage;
  readonly #drivePage: DrivePage;
  readonly #throttles = new Map<string, Throttle>();
  readonly #limits: { values: Limits; isOn: boolean };
  #given = 0;

  constructor(options: SimulatorOptions = {}, common?: Common) {
    const { seed = 1, language = 'en', deltaRounds = 50 } = options;
    const clock = common?.clock ?? new ShiftedClock(options.clock ?? systemClock);
    this.clock = clock;
    this.troubles = common?.troubles ?? new Troubles();
    this.account = { ...PAT, ...options.account };
    this.mailbox = new Mailbox({ clock, seed, language });
    this.tokens = new AccessTokens(clock);
    this.recorder = common?.recorder ?? new Recorder(options.record ?? false, EXCHANGES_KEPT);
    this.others = (options.others ?? []).map(
      (other, at) =>
        new Simulator({ ...options, seed: seed + at + 1, account: other, others: [] }, this),
    );
    const owner = { name: this.account.name, address: this.account.username };
    this.control = new MailboxControl(this.mailbox, owner);
    this.#messageDelta = new MessageDelta(this.mailbox, this.troubles, seed, deltaRounds);
    this.#folderDelta = new FolderDelta(this.mailbox, this.troubles, seed, deltaRounds);
    this.#uploads = new UploadSessions(this.mailbox, this.troubles, seed, (origin) =>
      uploadOriginOf(origin, options.uploadOrigin),
    );
    const limits = { ...OUTLOOK_LIMITS, ...options.limitValues };
    this.#limits = { values: limits, isOn: options.limits ?? true };
    this.drive = new SimulatedDrive(options.drive ?? {}, {
      clock,
      seed,
      owner: this.account,
      troubles: this.troubles,
      recorder: this.recorder,
      limits: this.#limits.isOn,
      fileOrigin: options.uploadOrigin,
    });
    this.chats = new SimulatedChats(options.chats ?? {}, {
      clock,
      seed,
      account: this.account,
      troubles: this.troubles,
      recorder: this.recorder,
      limits: this.#limits.isOn,
      drive: this.drive,
      driveOptions: options.drive ?? {},
      fileOrigin: options.uploadOrigin,
    });
    this.graph = new GraphFrontDoor({
      clock,
      seed,
      account: this.account,
      tokens: this.tokens,
      troubles: this.troubles,
      recorder: this.recorder,
      table: new RouteTable([
        ...profileRoutes(this.account),
        ...translateRoutes(this.mailbox),
        ...this.#folderDelta.routes(),
        ...folderRoutes(this.mailbox),
        ...this.#messageDelta.routes(),
        ...messageReadRoutes(this.mailbox, this.troubles),
        ...messageCreateRoutes(this.mailbox, this.troubles, owner),
        ...messageChangeRoutes(this.mailbox, this.troubles),
        ...attachmentRoutes(this.mailbox, this.troubles),
        ...this.#uploads.routes(),
        ...this.drive.routes,
        ...this.chats.routes,
      ]),
      withinLimits: async (clientId, call, service, work) => {
        if (service === 'drive') return this.drive.run(call, work);
        if (service === 'chats') {
          this.chats.count(call);
          return work();
        }
        const uploadBytes = UPLOADING.has(call.method) ? call.body.length : 0;
        return this.#throttleOf(clientId).run(uploadBytes, work);
      },
    });
    this.signIn = new SignIn({
      clock,
      seed,
      people: new People([this, ...this.others]),
      troubles: this.troubles,
      ...(options.apps === undefined ? {} : { apps: options.apps }),
      ...(options.appName === undefined ? {} : { appName: options.appName }),
    });
    this.#page = new MailboxPage(this.mailbox, this.control, this.account);
    this.#drivePage = new DrivePage(this.drive.control, this.account);
    this.outlook = new OutlookOnTheWeb({
      own: { account: owner, mailbox: this.mailbox },
      script: options.outlookScript,
    });
    this.graph.latencyMs = options.latencyMs ?? 0;
  }

  /** Exchanges with Graph since recording was turned on, oldest first. */
  get exchanges(): readonly Exchange[] {
    return this.recorder.exchanges;
  }

  /** Answers like Microsoft; bound, so that it can be handed in as a `fetch`. */
  readonly fetch = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    const path = url.pathname;
    const body = new Uint8Array(await request.arrayBuffer());
    if (/^\/v1\.0(\/|$)/i.test(path)) {
      if (request.method === 'OPTIONS') return graphPreflight(request);
      // Whose mailbox it is says the token; one that nobody gave out is refused as anywhere.
      const whose = this.others.find(({ tokens }) => tokens.has(request.headers)) ?? this;
      return whose.graph.answer(request, body);
    }
    if (path.startsWith('/api/gv1.0/')) {
      const whose = this.others.find((other) => other.#uploads.has(url)) ?? this;
      return whose.#upload(request, body);
    }
    if (isFileHostPath(path)) {
      return (this.chats.driveAt(path) ?? this.drive).host.answer(request, body);
    }
    const outlook = await this.#outlookAnswer(request, body);
    if (outlook) return outlook;
    if (path === '/' && request.method === 'GET') {
      return new Response(null, { status: 302, headers: { Location: '/simulator/' } });
    }
    if (path.startsWith('/simulator/')) {
      const below = path.slice('/simulator'.length);
      const answer =
        (await answerControl(this, request, body)) ??
        this.#page.answer(request, below, body) ??
        this.#drivePage.answer(request, below, body);
      if (answer) return answer;
    }
    const signedIn = await this.signIn.answer(request, body);
    if (signedIn) return signedIn;
    const unknown = `${request.method} ${url.origin}${path}`;
    this.recorder.unknownRoutes.push(unknown);
    throw new NoRouteError(unknown);
  };

  /** An access token for the account, for tests that skip the sign-in pages. */
  token(
    scopes: readonly string[],
    options: { clientId?: string; lifetimeMs?: number } = {},
  ): string {
    this.#given += 1;
    const { clientId = 'test-app', lifetimeMs = TOKEN_LIFETIME_MS } = options;
    const text = `simulated.${this.#given}.${clientId}`;
    const expiresAt = this.clock.now() + lifetimeMs;
    this.tokens.add(text, { clientId, scopes: new Set(scopes), expiresAt });
    return text;
  }

  /** Delta tokens of one folder, or of the whole mailbox, are forgotten: 410 from now on. */
  expireCursors(folder?: string): void {
    this.#messageDelta.expire(folder === undefined ? undefined : this.mailbox.folder(folder));
    if (folder === undefined) this.#folderDelta.expire();
  }

  get limits(): boolean {
    return this.#limits.isOn;
  }

  set limits(isOn: boolean) {
    this.#limits.isOn = isOn;
    for (const throttle of this.#throttles.values()) throttle.isOn = isOn;
    this.drive.throttle.isOn = isOn;
    this.chats.throttle.isOn = isOn;
  }

  /** What was asked of it so far. */
  report(): Report {
    return {
      requests: Object.fromEntries(this.recorder.counts),
      unknownRoutes: [...this.recorder.unknownRoutes],
      refused: [...this.#throttles.values(), this.drive.throttle, this.chats.throttle].reduce(
        (sum, { refused }) => sum + refused,
        0,
      ),
      messages: this.mailbox.messageCount,
      files: [...this.drive.control.files()].length,
    };
  }

  async #outlookAnswer(
    request: Request,
    body: Uint8Array<ArrayBuffer>,
  ): Promise<Response | undefined> {
    try {
      return await this.outlook.answer(request, body);
    } catch (error) {
      if (error instanceof NoRouteError) this.recorder.unknownRoutes.push(error.request);
      throw error;
    }
  }

  async #upload(request: Request, body: Uint8Array<ArrayBuffer>): Promise<Response> {
    if (request.method === 'OPTIONS') return uploadPreflight();
    const ids = { requestId: 'upload', clientRequestId: 'upload', nowMs: this.clock.now() };
    const plan = this.troubles.next(request.method, new URL(request.url).pathname);
    let answer: GraphAnswer;
    try {
      if (plan)
        throw new GraphError(plan.status ?? 503, plan.code ?? 'ServiceUnavailable', 'Planned.');
      const throttle = this.#throttleOf('upload');
      answer = await throttle.run(body.length, async () => this.#uploads.answer(request, body));
    } catch (error) {
      if (error instanceof NoRouteError) this.recorder.unknownRoutes.push(error.request);
      if (!(error instanceof GraphError)) throw error;
      answer = errorAnswer(error, ids);
    }
    this.recorder.count(request.method, '(upload)');
    this.recorder.record(request, body, answer);
    const type = answer.json ? { 'Content-Type': 'application/json; charset=utf-8' } : {};
    const headers = { ...UPLOAD_CORS, ...type, ...answer.headers };
    return toResponse({ ...answer, headers }, plan?.body === 'cut');
  }

  #throttleOf(clientId: string): Throttle {
    const known = this.#throttles.get(clientId);
    if (known) return known;
    const throttle = new Throttle(this.clock, this.#limits.values, this.#limits.isOn);
    this.#throttles.set(clientId, throttle);
    return throttle;
  }
}

export interface Report {
  /** By method and path, ids left out. */
  requests: Record<string, number>;
  unknownRoutes: string[];
  /** Requests answered with 429 because of a limit. */
  refused: number;
  messages: number;
  files: number;
}

export function createSimulator(options: SimulatorOptions = {}): Simulator {
  return new Simulator(options);
}
