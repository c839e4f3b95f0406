import {
  ENGINE_SCOPE,
  type EngineConnection,
  type FaceParts,
  joinEngine,
  type Surroundings,
} from './host-election.ts';
import type { EngineApi, HostApi } from './protocol.ts';

/**
 * What writes to the mailbox is not asked twice: whether the first time arrived can't be known.
 * Starting a backup that runs already, or stopping one that has stopped, changes nothing.
 */
const ONCE_ONLY: ReadonlySet<string> = new Set<keyof EngineApi>(['startRestore', 'startUndo']);

/** A face's way to the one engine of this origin, hosting it when it is the first. */
export function createEngineConnection(
  parts: Pick<FaceParts<HostApi>, 'startWorker' | 'host' | 'mayStart'>,
  surroundings: Surroundings = browserSurroundings(),
): EngineConnection<EngineApi> {
  return joinEngine<EngineApi, HostApi>(
    { ...surroundings, ...parts },
    (method) => !ONCE_ONLY.has(method),
  );
}

/** The way of a face that never hosts; `wake` has to bring about that somebody does. */
export function followEngine(
  wake: () => void,
  surroundings: Surroundings = browserSurroundings(),
): EngineConnection<EngineApi> {
  return joinEngine<EngineApi, HostApi>(
    { ...surroundings, wake },
    (method) => !ONCE_ONLY.has(method),
  );
}

/** A window's or worker's own locks and channels. */
export function browserSurroundings(): Surroundings {
  return {
    locks: navigator.locks,
    openChannel: (name) => new BroadcastChannel(name),
    newName: () => crypto.randomUUID(),
    scope: ENGINE_SCOPE,
  };
}
