import type { Api } from './api.ts';
import { type Endpoint, openPort, type Port } from './port.ts';
import { Reconnecting } from './reconnect.ts';
import { serve } from './serve.ts';

/**
 * Exactly one engine per origin. The Web Lock `…-engine` decides which face hosts the worker; the
 * others reach it through a `BroadcastChannel` of their own, opened after a few words on the
 * channel all of them know. Each face holds a lock of its own, so that the worker learns of its
 * end however it ends. When the hosting face closes, the next one in the lock's queue starts the
 * worker anew, and everyone connects again by themselves.
 *
 * On the common channel: a face asks `looking`, the worker says `hosting` with its term (when
 * asked, and once at its start), the face says `join`, the worker `joined`.
 */
export type Hello =
  | { kind: 'looking' }
  | { kind: 'hosting'; term: string }
  | { kind: 'join'; term: string; channel: string; lock: string }
  | { kind: 'joined'; channel: string };

/** Asking again costs nothing, and a word is lost when the other side was not yet listening. */
const ASK_AGAIN_MS = 500;

export const ENGINE_SCOPE = 'holdfast';
export const helloName = (scope: string) => `${scope}-hello`;
/** Whoever has it hosts the engine of this origin, or sees to it that nobody does. */
export const engineLock = (scope: string) => `${scope}-engine`;

/** As much of the browser's locks as is used here. */
export type Locks = Pick<LockManager, 'request'>;

/** What the browser gives every window and worker, handed in. */
export interface Surroundings {
  locks: Locks;
  openChannel(name: string): BroadcastChannel;
  /** A name nobody else has. */
  newName(): string;
  scope: string;
}

/** A face that never hosts: somebody else has to be there, or be woken. */
export interface FollowerParts extends Surroundings {
  /** Called again and again, twice a second, while nobody answers. */
  wake(): void;
}

export interface FaceParts<Host> extends Surroundings {
  /** The worker is not started before this: a first page may load without it in the way. */
  mayStart?: Promise<void>;
  startWorker(): { endpoint: Endpoint; terminate(): void };
  /** What this face answers when the engine it hosts asks. */
  host: Host;
}

export interface EngineConnection<Engine> {
  readonly api: Engine;
  state(): 'looking' | 'following' | 'hosting';
  /** Leaves: ends the worker if it is hosted here, and everything that waits. */
  close(): void;
}

/** The face's side. It never has to be asked twice: `api` stays the same through every handover. */
export function joinEngine<Engine extends Api<Engine>, Host extends Api<Host>>(
  parts: FaceParts<Host> | FollowerParts,
  isRepeatable: (method: string) => boolean,
): EngineConnection<Engine> {
  const { scope, locks } = parts;
  const name = parts.newName();
  const closing = new AbortController();
  const reconnecting = new Reconnecting<Engine>(isRepeatable);
  const hello = parts.openChannel(helloName(scope));
  let state: 'looking' | 'following' | 'hosting' = 'looking';
  let term: string | null = null;
  let joining: { channel: string; port: Port } | null = null;
  let current: Port | null = null;
  let joins = 0;
  let follows = () => {};
  let followed = new Promise<void>((resolve) => {
    follows = resolve;
  });

  const closed = new Promise<void>((resolve) => {
    closing.signal.addEventListener('abort', () => resolve());
  });
  const faceLock = `${scope}-face-${name}`;
  const holding = hold(locks, faceLock, closing.signal, () => closed);
  if ('wake' in parts) void noticeEnd();
  else void hold(locks, engineLock(scope), closing.signal, () => host(parts));

  function say(message: Hello): void {
    if (!closing.signal.aborted) hello.postMessage(message);
  }

  /**
   * The lock is free when the host is gone, however it went: then somebody is looked for and woken
   * who hosts anew. It is let go at once, for whoever that is.
   */
  async function noticeEnd(): Promise<void> {
    while (!closing.signal.aborted) {
      await followed;
      const options = { mode: 'shared', signal: closing.signal } as const;
      // An abort is the only way it fails.
      await locks.request(engineLock(scope), options, () => {}).catch(() => {});
      if (closing.signal.aborted) return;
      term = null;
      state = 'looking';
      followed = new Promise((resolve) => {
        follows = resolve;
      });
      reconnecting.lose();
      ask();
    }
  }

  async function host({ mayStart, startWorker, host }: FaceParts<Host>): Promise<void> {
    state = 'hosting';
    joining?.port.close();
    if (mayStart) await Promise.race([mayStart, closed]);
    if (closing.signal.aborted) return;
    const worker = startWorker();
    const port = openPort(worker.endpoint, { closeEndpoint: false });
    serve(host, port);
    reconnecting.use(port);
    await closed;
    port.close();
    worker.terminate();
  }

  function follow(message: Hello): void {
    if (state === 'hosting' || closing.signal.aborted) return;
    if (message.kind === 'hosting' && message.term !== term) {
      term = message.term;
      state = 'looking';
      joining?.port.close();
      joins += 1;
      const channel = `${scope}-${term}-${name}-${joins}`;
      const port = openPort(parts.openChannel(channel), { transfers: false });
      joining = { channel, port };
      say({ kind: 'join', term, channel, lock: faceLock });
    }
    if (message.kind === 'joined' && message.channel === joining?.channel) {
      const { port } = joining;
      state = 'following';
      current = port;
      joining = null;
      port.closed.addEventListener('abort', () => lookAgain(port));
      reconnecting.use(port);
      follows();
    }
  }

  /** The host has ended, or took this face for gone: it is asked again until it knows better. */
  function lookAgain(closed: Port): void {
    if (closed !== current || state !== 'following' || closing.signal.aborted) return;
    state = 'looking';
    term = null;
    reconnecting.lose();
    ask();
  }

  hello.addEventListener('message', (event: MessageEvent<Hello>) => follow(event.data));
  const asking = setInterval(() => {
    if (state === 'looking') ask();
  }, ASK_AGAIN_MS);
  // Only a face whose lock is granted may join: the lock is how its end is noticed.
  void holding.then(ask);

  function ask(): void {
    if (state !== 'looking') return;
    if ('wake' in parts) parts.wake();
    if (joining === null || term === null) say({ kind: 'looking' });
    else say({ kind: 'join', term, channel: joining.channel, lock: faceLock });
  }

  return {
    api: reconnecting.api,
    state: () => state,
    close() {
      if (closing.signal.aborted) return;
      clearInterval(asking);
      joining?.port.close();
      reconnecting.close();
      follows();
      closing.abort();
      hello.close();
    },
  };
}

/**
 * The worker's side: lets every face in that asks. `welcome` is called with each face's port; the
 * port closes when the face says so or is gone.
 */
export function acceptFaces(
  parts: Surroundings,
  welcome: (port: Port) => void,
  signal: AbortSignal,
): void {
  const term = parts.newName();
  const known = new Set<string>();
  const hello = parts.openChannel(helloName(parts.scope));
  const say = (message: Hello) => hello.postMessage(message);

  function join(channel: string, lock: string): void {
    if (known.has(channel)) return;
    known.add(channel);
    const port = openPort(parts.openChannel(channel), { transfers: false });
    welcome(port);
    // The face holds its lock as long as it lives: getting it means that it is gone.
    void hold(parts.locks, lock, port.closed, async () => port.close());
    signal.addEventListener('abort', () => port.close(), { once: true });
  }

  hello.addEventListener('message', (event: MessageEvent<Hello>) => {
    const message = event.data;
    if (message.kind === 'looking') say({ kind: 'hosting', term });
    if (message.kind !== 'join' || message.term !== term) return;
    join(message.channel, message.lock);
    say({ kind: 'joined', channel: message.channel });
  });
  signal.addEventListener('abort', () => hello.close());
  say({ kind: 'hosting', term });
}

/**
 * For a service beside the engine that needs no worker: serves whoever joins in this scope, from
 * here and once only for an origin, until `signal` ends it.
 */
export function hostHere(
  parts: Surroundings,
  welcome: (port: Port) => void,
  signal: AbortSignal,
): void {
  const ended = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve());
  });
  void hold(parts.locks, engineLock(parts.scope), signal, () => {
    acceptFaces(parts, welcome, signal);
    return ended;
  });
}

/**
 * Resolves when the lock is granted; `work` runs holding it. Giving up waiting is no error, as
 * whoever gives up is leaving.
 */
function hold(
  locks: Locks,
  name: string,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    locks
      .request(name, { signal }, () => {
        resolve();
        return work();
      })
      .catch((error: unknown) => {
        if (!signal.aborted) reject(error);
      });
  });
}
