import type { Clock } from '../../lib/clock.ts';
import type { GraphCall } from '../answer.ts';
import { type DriveOptions, SimulatedDrive } from '../drive/simulated-drive.ts';
import type { Account } from '../profile.ts';
import type { Recorder } from '../recorder.ts';
import type { Route } from '../route.ts';
import type { Troubles } from '../trouble.ts';
import { channelRoutes } from './channels.ts';
import { ChatService } from './chat-service.ts';
import { ChatControl } from './control.ts';
import { chatForbidden } from './errors.ts';
import type { ChatPerson } from './people.ts';
import { chatReadRoutes } from './read.ts';
import { chatSendRoutes } from './send.ts';
import { SharedFiles } from './shared-files.ts';
import { CHAT_LIMITS, type ChatLimits, ChatThrottle } from './throttle.ts';

export interface ChatOptions {
  limitValues?: Partial<ChatLimits>;
}

interface Surroundings {
  clock: Clock;
  seed: number;
  account: Account;
  troubles: Troubles;
  recorder: Recorder;
  limits: boolean;
  drive: SimulatedDrive;
  driveOptions: DriveOptions;
  fileOrigin: string | undefined;
}

/** Teams' chats of one person: their part of Graph, the drives of those who share files in them. */
export class SimulatedChats {
  readonly service: ChatService;
  readonly control: ChatControl;
  readonly throttle: ChatThrottle;
  readonly routes: Route[];
  /** Drives of colleagues, by the part of an address that names whose they are. */
  readonly #drives = new Map<string, SimulatedDrive>();
  readonly #around: Surroundings;

  constructor(options: ChatOptions, around: Surroundings) {
    const { clock, seed, account } = around;
    this.#around = around;
    const owner: ChatPerson = {
      id: account.id,
      name: account.name,
      email: account.username,
      tenantId: account.tenantId,
      identity: 'aadUser',
    };
    this.service = new ChatService({ clock, seed, owner });
    this.throttle = new ChatThrottle(
      clock,
      { ...CHAT_LIMITS, ...options.limitValues },
      around.limits,
    );
    const files = new SharedFiles(around.drive, this.#drives, this.service.troubles);
    this.control = new ChatControl(this.service, files, (person) => this.driveOf(person));
    const routes = [
      ...chatReadRoutes(this.service),
      ...chatSendRoutes(this.service),
      ...channelRoutes(this.service),
    ];
    this.routes = [
      ...files.routes(),
      ...routes.map((route) => ({
        ...route,
        answer: (...call: Parameters<Route['answer']>) => this.#answer(route, ...call),
      })),
    ];
  }

  get troubles() {
    return this.service.troubles;
  }

  /** Whose files an address of the file host leads to; undefined: the account's own. */
  driveAt(path: string): SimulatedDrive | undefined {
    const [, person = ''] = /^\/personal\/([^/]+)\//.exec(path) ?? [];
    return this.#drives.get(person);
  }

  driveOf(person: ChatPerson): SimulatedDrive {
    const { drive, account, driveOptions, clock, seed, troubles, recorder, limits, fileOrigin } =
      this.#around;
    if (person.id === account.id) return drive;
    const username = person.email ?? `${person.id}@example.com`;
    const key = username.replace(/[@.]/g, '_');
    const known = this.#drives.get(key);
    if (known) return known;
    const keep = driveOptions.keep === undefined ? {} : { keep: driveOptions.keep };
    const made = new SimulatedDrive(
      { flavour: 'work', ...keep },
      {
        clock,
        seed: seed + this.#drives.size + 101,
        owner: { id: person.id, name: person.name ?? '', username },
        troubles,
        recorder,
        limits,
        fileOrigin,
      },
    );
    this.#drives.set(key, made);
    return made;
  }

  /** Personal accounts have no part in Teams' interface; what exactly is answered is not published. */
  #answer(route: Route, ...call: Parameters<Route['answer']>) {
    if (this.#around.drive.drive.flavour === 'personal') {
      throw chatForbidden('This API is not supported for MSA accounts.');
    }
    return route.answer(...call);
  }

  /** Faults: 429 for what comes too fast. */
  count(call: Pick<GraphCall, 'method' | 'url'>): void {
    this.throttle.count(call.method, call.url.pathname.replace(/^\/v1\.0/i, ''));
  }
}

/** Whether a path below the version is one of Teams'. */
export function isChatPath(path: string): boolean {
  return /^\/((me|users\/[^/]+)\/)?(chats|joinedTeams)(\/|$)|^\/teams\//i.test(path);
}
