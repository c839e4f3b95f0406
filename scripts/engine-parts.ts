import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { DiskBackend } from '../shared/backend/disk.ts';
import { MemoryRecords } from '../shared/backend/records.ts';
import { openCatalog } from '../shared/catalog/open-catalog.ts';
import type { EngineParts } from '../shared/engine/engine-parts.ts';
import { createGraph } from '../shared/graph/transport.ts';
import { type Clock, systemClock } from '../shared/lib/clock.ts';
import { Fault } from '../shared/model/fault.ts';
import type { Cloud } from '../shared/model/settings.ts';
import { Repository, type RepositoryEnvironment } from '../shared/repository/repository.ts';
import type { UnlockSecret } from '../shared/rpc/protocol.ts';
import { SOURCES } from '../shared/sources/sources.ts';
import { ScriptedSignIn } from './engine-sign-in.ts';
import { folderRecords } from './folder-records.ts';
import { startThread } from './start-thread.ts';

/** The engine in Node: a repository in a folder, a catalog in memory, nobody to ask. */
export function nodeParts(
  repository: string,
  cloudUrl: string,
  signIn: ScriptedSignIn,
  clock: Clock = systemClock,
): EngineParts {
  const origin = new URL(cloudUrl).origin;
  const cloud: Cloud = { name: 'custom', login: origin, graph: origin };
  const environment = nodeEnvironment();
  return {
    backend: new DiskBackend(repository),
    place: 'folder',
    records: folderRecords(repository),
    elsewhere: new MemoryRecords(),
    openCatalog: (repositoryId) =>
      openCatalog({ directory: 'memory', name: 'engine', repositoryId }),
    loadSource: (name) => SOURCES[name](),
    openGraph: (account) =>
      createGraph({
        account,
        cloud,
        fetch: (request) => fetch(request),
        clock,
        random: Math.random,
        tokens: signIn,
      }),
    host: {
      token: (account, scopes, refused) =>
        signIn.token(account, scopes, undefined, refused ?? undefined),
      // Nobody is there to sign in.
      async *watchSignIns() {},
    },
    clock,
    randomBytes: environment.randomBytes,
    newId: () => randomUUID(),
    software: environment.software,
    loadThread: async () => startThread,
    patience: 'brief',
    copiesAfterRestore: false,
    keepsUpByItself: false,
    readRoom: async () => ({ persisted: true, freeBytes: null }),
    async *watchOnline() {},
    report: (what) => console.error(what),
  };
}

export function nodeEnvironment(): RepositoryEnvironment {
  const file = new URL('../package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(file, 'utf8'));
  return {
    now: () => systemClock.now(),
    randomBytes: (length) => new Uint8Array(randomBytes(length)),
    software: `Holdfast ${version}`,
  };
}

/** What opens a locked repository, from the environment: it would be seen in a list of processes. */
export function secretFromEnvironment(): UnlockSecret | undefined {
  const { HOLDFAST_PASSPHRASE: passphrase, HOLDFAST_CODE: code } = process.env;
  if (passphrase !== undefined) return { passphrase };
  return code === undefined ? undefined : { code };
}

/** Faults: `not-found` when there is none, `key-needed` and others when it does not open. */
export async function openRepository(folder: string): Promise<Repository> {
  const backend = new DiskBackend(folder);
  const repository = await Repository.open(backend, nodeEnvironment(), secretFromEnvironment());
  if (repository === undefined) throw new Fault('not-found', `there is no repository in ${folder}`);
  return repository;
}

/** As the demo account unless told otherwise. */
export function scriptedSignIn(cloudUrl: string, username: string): ScriptedSignIn {
  return new ScriptedSignIn({
    login: new URL(cloudUrl).origin,
    username,
    password: process.env.HOLDFAST_PASSWORD ?? 'holdfast',
    clock: systemClock,
  });
}
