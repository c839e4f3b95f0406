import type { Records } from '../backend/records.ts';
import type { Repository } from '../repository/repository.ts';
import type { EngineStatus } from '../rpc/protocol.ts';

const RECORD = 'repository';

/** What is the matter with the repository that lies here, before anything is written to it. */
export type Trouble = EngineStatus['repository']['trouble'];

interface Known {
  repositoryId: string;
  sequence: number;
}

/**
 * That a repository exists and how far it was, remembered in another place than its own: a browser
 * that lost a database puts an empty one in its place without a word.
 */
export class Existence {
  readonly #elsewhere: Records;

  constructor(elsewhere: Records) {
    this.#elsewhere = elsewhere;
  }

  /** Whether another repository was here. */
  async isAnother(repositoryId: string): Promise<boolean> {
    const known = await this.#read();
    return known !== undefined && known.repositoryId !== repositoryId;
  }

  /** Null when what was found is what was here, or newer. */
  async compare(found: Repository | undefined): Promise<Trouble> {
    const known = await this.#read();
    if (known === undefined) return null;
    if (found === undefined) return 'missing';
    if (found.id !== known.repositoryId) return 'replaced';
    return newestSequence(found) < known.sequence ? 'older' : null;
  }

  async note(repository: Repository): Promise<void> {
    const known: Known = { repositoryId: repository.id, sequence: newestSequence(repository) };
    await this.#elsewhere.write(RECORD, known);
  }

  forget(): Promise<void> {
    return this.#elsewhere.remove(RECORD);
  }

  async #read(): Promise<Known | undefined> {
    const record: unknown = await this.#elsewhere.read(RECORD);
    if (typeof record !== 'object' || record === null) return undefined;
    if (!('repositoryId' in record && 'sequence' in record)) return undefined;
    const { repositoryId, sequence } = record;
    if (typeof repositoryId !== 'string' || typeof sequence !== 'number') return undefined;
    return { repositoryId, sequence };
  }
}

function newestSequence(repository: Repository): number {
  return repository.snapshots().at(-1)?.sequence ?? 0;
}
