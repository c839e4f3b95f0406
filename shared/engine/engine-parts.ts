import type { Backend } from '../backend/backend.ts';
import type { Records } from '../backend/records.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Graph } from '../graph/graph.ts';
import type { Standstill } from '../graph/pace.ts';
import type { Clock } from '../lib/clock.ts';
import type { AccountId } from '../model/ids.ts';
import type { SourceName } from '../model/item.ts';
import type { EngineStatus, HostApi } from '../rpc/protocol.ts';
import type { Source } from '../sources/source.ts';
import type { Patience } from './patience.ts';

/** Everything the engine is put together from; each runtime has a composition of its own. */
export interface EngineParts {
  backend: Backend;
  place: EngineStatus['repository']['place'];
  /** Small things to remember: the job that runs. */
  records: Records;
  /** That a repository exists, remembered elsewhere than where it is. */
  elsewhere: Records;
  openCatalog(repositoryId: string): Promise<Catalog>;
  /** Loaded when it is needed first. */
  loadSource(name: SourceName): Promise<Source>;
  /** `onStandstill` is told whenever nothing may be asked of Microsoft for a while. */
  openGraph(account: AccountId, onStandstill: (standstill: Standstill) => void): Graph;
  host: Pick<HostApi, 'token' | 'watchSignIns'>;
  clock: Clock;
  randomBytes(length: number): Uint8Array<ArrayBuffer>;
  newId(): string;
  /** Name and version of the program. */
  software: string;
  patience: Patience;
  /**
   * A copy follows each restore or undo that changed the mailbox: until the next one, lists would go
   * on saying that what has just come back is gone.
   */
  copiesAfterRestore: boolean;
  /** What the place says of itself; asked now and then. */
  readRoom(): Promise<{ persisted: boolean | null; freeBytes: number | null }>;
  /** Tells whenever the network has come back. */
  watchOnline(signal: AbortSignal): AsyncIterable<void>;
  /** Bugs, in words without contents. */
  report(what: string): void;
}
