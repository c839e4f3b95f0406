import { Fault } from '../model/fault.ts';
import type { SnapshotId } from '../model/ids.ts';
import type { PrunedSnapshot } from '../model/prune.ts';
import { type NamedKind, nameOf } from './file-names.ts';
import { encodeGone, type Gone } from './gone-file.ts';
import { encodeIndex, type IndexedPack } from './index-file.ts';
import { encodeMark, type Mark } from './mark-file.ts';
import { type Removals, readRemovals } from './removals.ts';
import type { UpkeepParts } from './upkeep-parts.ts';
import { encodeWholeFile } from './whole-file.ts';

const WATCHED = ['snapshot', 'mark', 'gone'] as const;

/**
 * The files that removing writes and takes away, each step in the order that leaves more files and
 * never fewer when it is cut off. Before anything is taken away it looks whether another program
 * has written since it began. Faults: `locked` when one has; those of the backend.
 */
export class PruneFiles {
  readonly parts: UpkeepParts;
  readonly #now: number;
  readonly #known: Map<string, Set<string>>;
  readonly #removals: Removals;

  private constructor(
    parts: UpkeepParts,
    now: number,
    known: Map<string, Set<string>>,
    removals: Removals,
  ) {
    this.parts = parts;
    this.#now = now;
    this.#known = known;
    this.#removals = removals;
  }

  /** `snapshots` are those whose needs are known: any other one means that somebody wrote. */
  static async open(
    parts: UpkeepParts,
    snapshots: Iterable<string>,
    now: number,
  ): Promise<PruneFiles> {
    const removals = await readRemovals(parts);
    const known = new Map<string, Set<string>>([
      ['snapshot', new Set([...snapshots, ...removals.removed.snapshots])],
      ['mark', new Set(removals.files)],
      ['gone', new Set(removals.files)],
    ]);
    return new PruneFiles(parts, now, known, removals);
  }

  get marks(): ReadonlyMap<string, Mark> {
    return this.#removals.marks;
  }

  get removed(): Removals['removed'] {
    return this.#removals.removed;
  }

  /** What a gone file names and is still there: the removing was cut off. */
  async removeLeftovers(): Promise<void> {
    const { snapshots, packs, indexes } = this.#removals.removed;
    await this.#removeListed('snapshot', snapshots);
    await this.#removeListed('pack', packs);
    await this.#removeListed('index', indexes);
  }

  async forget(snapshots: readonly PrunedSnapshot[], why: Gone['why']): Promise<void> {
    if (snapshots.length === 0) return;
    await this.checkUnchanged();
    await this.#putGone({
      why,
      snapshots: snapshots.map(({ id, sequence, endedAt }) => ({ id, sequence, endedAt })),
      packs: [],
      indexes: [],
    });
    await this.#remove(
      'snapshot',
      snapshots.map(({ id }) => id),
    );
  }

  /** Answers the hash of the mark. */
  async mark(
    packs: readonly string[],
    snapshots: readonly SnapshotId[],
    damaged = false,
  ): Promise<string> {
    await this.checkUnchanged();
    const mark: Mark = {
      repository: this.parts.repositoryId,
      writer: this.parts.writerId,
      markedAt: new Date(this.#now).toISOString(),
      damaged,
      packs: [...packs],
      snapshots: [...snapshots],
    };
    const file = await encodeMark(this.parts.sealer, mark);
    const hash = await this.parts.files.put('mark', file);
    this.#known.get('mark')?.add(hash);
    this.#removals.marks.set(hash, mark);
    return hash;
  }

  /** For packs that no index has; answers the hash of the index. */
  async index(
    packs: readonly IndexedPack[],
    replaces: readonly string[] = [],
  ): Promise<string | null> {
    if (packs.length === 0 && replaces.length === 0) return null;
    const body = encodeIndex(packs, replaces);
    const file = await encodeWholeFile(this.parts.sealer, 'index', body);
    return this.parts.files.put('index', file);
  }

  /** An index of all that stays comes first, so that nobody misses what is gone. */
  async sweep(
    packs: readonly string[],
    staying: readonly IndexedPack[],
    indexes: readonly string[],
  ): Promise<void> {
    const replaces = indexes.filter((hash) => !this.removed.indexes.has(hash));
    await this.index(staying, replaces);
    await this.checkUnchanged();
    await this.#putGone({ why: 'unused', snapshots: [], packs: [...packs], indexes: replaces });
    await this.#remove('pack', packs);
    await this.#remove('index', replaces);
  }

  /** Marks whose packs are gone or needed again. */
  async unmark(marks: readonly string[]): Promise<void> {
    await this.#remove('mark', marks);
    for (const hash of marks) this.#removals.marks.delete(hash);
  }

  /** Marks and gone files that say nothing any more. */
  async removeUnreadable(): Promise<void> {
    for (const name of this.#removals.unreadable) await this.parts.files.backend.remove(name);
  }

  /** Fault `locked`: what was read when this began is no longer all there is. */
  async checkUnchanged(): Promise<void> {
    for (const kind of WATCHED) {
      for (const hash of (await this.parts.files.list(kind)).keys()) {
        if (this.#known.get(kind)?.has(hash) === true) continue;
        throw new Fault('locked', 'another program wrote while things were removed');
      }
    }
  }

  async #putGone(gone: Pick<Gone, 'why' | 'snapshots' | 'packs' | 'indexes'>): Promise<void> {
    const { sealer, files, repositoryId, writerId } = this.parts;
    const goneAt = new Date(this.#now).toISOString();
    const file = await encodeGone(sealer, {
      ...gone,
      repository: repositoryId,
      writer: writerId,
      goneAt,
    });
    this.#known.get('gone')?.add(await files.put('gone', file));
    for (const { id } of gone.snapshots) this.removed.snapshots.add(id);
    for (const hash of gone.packs) this.removed.packs.add(hash);
    for (const hash of gone.indexes) this.removed.indexes.add(hash);
  }

  async #removeListed(kind: NamedKind, hashes: ReadonlySet<string>): Promise<void> {
    if (hashes.size === 0) return;
    const there = await this.parts.files.list(kind);
    await this.#remove(
      kind,
      [...hashes].filter((hash) => there.has(hash)),
    );
  }

  async #remove(kind: NamedKind, hashes: readonly string[]): Promise<void> {
    for (const hash of hashes) await this.parts.files.backend.remove(nameOf(kind, hash));
  }
}
