import { systemClock } from '../../shared/lib/clock.ts';
import { SOURCE_NAMES } from '../../shared/model/item.ts';
import type { SignIn } from '../../shared/model/platform.ts';
import { readSettings } from '../../shared/page/stored-settings.ts';
import { Disconnected } from '../../shared/rpc/connect.ts';
import { createEngineConnection } from '../../shared/rpc/engine-connection.ts';
import { hostHere } from '../../shared/rpc/host-election.ts';
import type { EngineApi, EngineStatus, HostApi } from '../../shared/rpc/protocol.ts';
import { serve } from '../../shared/rpc/serve.ts';
import { keepSignedIn } from '../../shared/sign-in/renewal.ts';
import { watchGrants, watchSignIns } from '../../shared/sign-in/watch-sign-ins.ts';
import type { Desk } from '../background/outlook-desk.ts';
import type { Signal } from '../messages.ts';
import type { Setup } from '../setup.ts';
import { type SignInApi, signInSurroundings } from '../sign-in-api.ts';
import { AccountSignIn } from './account-sign-in.ts';
import { copiesDue } from './copy-schedule.ts';
import { isIdle } from './idle.ts';
import { immutableIds } from './immutable-id.ts';
import { noteOnce } from './note-once.ts';
import { openOverlayDesk } from './overlay-desk.ts';
import { signalOf } from './toolbar-signal.ts';
import type { WebAuth } from './web-auth-doors.ts';

/** Runs that are looked back on for how often things change: some of each source. */
const RECEIPTS = 8 * SOURCE_NAMES.length;
const TICK_MS = 30_000;

export interface HostParts {
  setup: Setup;
  webAuth: WebAuth;
  /** Tells the toolbar; called when something about it changed, and now and then. */
  signal(signal: Signal): void;
  /** Opens a place of the app. */
  show(place: string): Promise<void>;
  /** Every ten seconds: is there anything to do, or anybody who watches? */
  tellIdle(isIdle: boolean): void;
}

export interface Host {
  engine: EngineApi;
  /** Answers the overlay in Outlook. */
  desk: Desk;
  /** Starts the copies that are due; `sooner` when somebody has just come to Outlook. */
  look(sooner: boolean): Promise<void>;
  /** Ends the engine here; what was under way goes on with the next one. */
  close(): void;
}

/**
 * Hosts the engine and the sign-in for all pages of the extension: in an offscreen document, or in
 * Firefox's event page. It may end at any moment; what was under way goes on at the next start.
 */
export function startHost({ setup, webAuth, signal, show, tellIdle }: HostParts): Host {
  const { records } = setup;
  const signIn = new AccountSignIn(setup, webAuth);
  const never = new AbortController().signal;
  const connection = createEngineConnection({
    host: hostApi(setup, signIn),
    startWorker() {
      const worker = new Worker(new URL('../../shared/engine.worker.ts', import.meta.url), {
        type: 'module',
        name: 'holdfast-engine',
      });
      return { endpoint: worker, terminate: () => worker.terminate() };
    },
  });
  const { api: engine } = connection;
  const immutableId = immutableIds(setup, signIn);
  const pages: SignInApi = {
    signIn: (scopes, account) => signIn.signIn(scopes, account),
    signOut: (account) => signIn.signOut(account),
    immutableId,
  };
  hostHere(signInSurroundings(), (port) => serve<SignInApi>(pages, port), never);
  keepSignedIn({
    clock: systemClock,
    locks: navigator.locks,
    records,
    renew: async (account) => setup.clientId !== '' && (await signIn.opened()).renew(account),
    // This page can't be left: Microsoft would never be seen.
    mayLeave: async () => false,
    renewByLeaving: async () => {},
  });

  const facts: { status: EngineStatus | null; signIns: readonly SignIn[] } = {
    status: null,
    signIns: [],
  };
  let last = '';
  const tell = () => {
    const { status, signIns } = facts;
    if (status === null) return;
    const next = signalOf({ status, signIns, online: navigator.onLine, now: systemClock.now() });
    const text = JSON.stringify(next);
    if (text === last) return;
    last = text;
    const { notifications } = readSettings(localStorage, setup.deployment);
    signal(noteOnce(next, localStorage, notifications));
  };
  void follow(engine.watchStatus(), (status) => {
    facts.status = status;
    tell();
  });
  void follow(watchSignIns(records, systemClock), (signIns) => {
    facts.signIns = signIns;
    tell();
  });
  setInterval(tell, TICK_MS);
  addEventListener('online', tell);
  addEventListener('offline', tell);
  setInterval(async () => tellIdle(await isIdle(navigator.locks, facts.status)), TICK_MS / 3);

  return {
    engine,
    desk: openOverlayDesk({ setup, engine, signIn, immutableId, show }),
    close: () => connection.close(),
    async look(sooner) {
      for await (const status of engine.watchStatus()) {
        // What is kept is told before the engine has looked at whose it is.
        if (status.repository.snapshots > 0 && status.accounts.length === 0) continue;
        const now = systemClock.now();
        const receipts = await engine.listReceipts(RECEIPTS);
        const due = copiesDue(status, facts.signIns, receipts, now, sooner);
        await Promise.all(
          due.map(({ account, sources }) => engine.startBackup(account, sources, 'schedule')),
        );
        return;
      }
    },
  };
}

function hostApi({ records, settings }: Setup, signIn: AccountSignIn): HostApi {
  return {
    token: async (account, scopes, refused) =>
      (await signIn.opened()).token(account, scopes, refused ?? undefined),
    readCloud: async () => settings.cloud,
    watchSignIns: () => watchGrants(records),
  };
}

/** The engine outlives each of its workers; what ends watching is the end of this host. */
async function follow<T>(told: AsyncIterable<T>, take: (value: T) => void): Promise<void> {
  try {
    for await (const value of told) take(value);
  } catch (error) {
    if (!(error instanceof Disconnected)) throw error;
  }
}
