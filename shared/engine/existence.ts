import type { Records } from '../backend/records.ts';
import type { Repository } from '../repository/repository.ts';
import type { EngineStatus } from '../rpc/protocol.ts';

/** In the records that lie elsewhere than the repository. */
export const EXISTENCE_RECORD = 'repository';

/** What is the matter with the repository that lies here, before anything is written to it. */
export type Trouble = EngineStatus['repository']['trouble'];

export interface Known {
  repositoryId: string;
  sequence: number;
  /** The extension copies now, and nothing is copied here before a person says so. */
  elsewhere?: Elsewhere;
}

/** All of it was brought there, or what is kept there is another one. */
export type Elsewhere = 'handed-over' | 'another';

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
    if (known.elsewhere !== undefined) return 'elsewhere';
    if (found === undefined) return 'missing';
    if (found.id !== known.repositoryId) return 'replaced';
    return newestSequence(found) < known.sequence ? 'older' : null;
  }

  async note(repository: Repository): Promise<void> {
    const known: Known = { repositoryId: repository.id, sequence: newestSequence(repository) };
    await this.#elsewhere.write(EXISTENCE_RECORD, known);
  }

  forget(): Promise<void> {
    return this.#elsewhere.remove(EXISTENCE_RECORD);
  }

  #read(): Promise<Known | undefined> {
    return readKnown(this.#elsewhere);
  }
}

/** What is remembered of the repository that was here; undefined where none ever was. */
export async function readKnown(records: Records): Promise<Known | undefined> {
  const record: unknown = await records.read(EXISTENCE_RECORD);
  if (typeof record !== 'object' || record === null) return undefined;
  if (!('repositoryId' in record && 'sequence' in record)) return undefined;
  const { repositoryId, sequence } = record;
  if (typeof repositoryId !== 'string' || typeof sequence !== 'number') return undefined;
  const elsewhere = 'elsewhere' in record ? { elsewhere: record.elsewhere as Elsewhere } : {};
  return { repositoryId, sequence, ...elsewhere };
}

function newestSequence(repository: Repository): number {
  return repository.snapshots().at(-1)?.sequence ?? 0;
}
