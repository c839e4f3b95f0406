import { toHex } from '../lib/bytes.ts';
import { Fault } from '../model/fault.ts';
import { asId, type BlobId, type SnapshotId } from '../model/ids.ts';
import type { SnapshotSummary } from '../model/item.ts';
import { nameOf } from './file-names.ts';
import { loadSnapshots, readSnapshot, summaryOf } from './load-snapshots.ts';
import type { OpenFormat } from './open-format.ts';
import type { PackPlace } from './pack-directory.ts';
import type { SnapshotDraft, SnapshotRecord } from './snapshot.ts';
import { encodeSnapshot } from './snapshot-file.ts';

const WRITER_ID_BYTES = 16;

interface LineParts extends PackPlace {
  format: OpenFormat;
  randomBytes(length: number): Uint8Array<ArrayBuffer>;
  /** Whether a blob lies in a pack that is there and not known to be damaged. */
  canRead(id: BlobId): boolean;
}

/** The snapshots of a repository, one after another, and the one that the next commit follows. */
export class SnapshotLine {
  /** 32 hex digits; whoever opens the repository writes under a name of its own. */
  readonly writerId: string;
  readonly #parts: LineParts;
  #summaries: readonly SnapshotSummary[] = [];
  #known = new Set<string>();
  #lastSequence = 0;
  #head: SnapshotRecord | undefined;
  #writerSequence = 0;
  /** Index files written for a commit that did not come to its snapshot. */
  #indexesToName: string[] = [];

  constructor(parts: LineParts) {
    this.#parts = parts;
    this.writerId = toHex(parts.randomBytes(WRITER_ID_BYTES));
  }

  /** Sound ones, by sequence, oldest first. */
  get summaries(): readonly SnapshotSummary[] {
    return this.#summaries;
  }

  get head(): SnapshotRecord | undefined {
    return this.#head;
  }

  /** Snapshot files that were there when it was opened, also those that can't be read. */
  get known(): ReadonlySet<string> {
    return this.#known;
  }

  /** Reads all but those that were removed; answers the index files they name. */
  async read(removed: ReadonlySet<string>): Promise<ReadonlySet<string>> {
    const { files, sealer, format } = this.#parts;
    const loaded = await loadSnapshots(files, sealer, format, removed);
    this.#summaries = loaded.summaries;
    this.#known = loaded.known;
    this.#lastSequence = loaded.summaries.at(-1)?.sequence ?? 0;
    return loaded.indexes;
  }

  /** Snapshots at the end whose pages are lost can't be followed; the one before them can. */
  async chooseHead(): Promise<void> {
    for (const [at, { id }] of [...this.#summaries.entries()].reverse()) {
      const record = await this.load(id);
      if (rootsOf(record).every((root) => this.#parts.canRead(root))) {
        this.#head = record;
        return;
      }
      const problem = 'packs of this copy are missing; it is left out';
      this.#parts.files.report(nameOf('snapshot', id), problem);
      this.#summaries = this.#summaries.slice(0, at);
    }
  }

  /** Faults: `not-found`, `corrupt`. */
  async load(id: SnapshotId): Promise<SnapshotRecord> {
    if (this.#head?.id === id) return this.#head;
    const { files, sealer, format } = this.#parts;
    const read = await readSnapshot(files, sealer, format, id);
    if (read === undefined) throw new Fault('not-found', 'no such snapshot');
    return read.record;
  }

  /** A snapshot never names what is not there; a draft that does is a bug of the caller. */
  checkDraft(draft: SnapshotDraft): void {
    if (rootsOf(draft).every((root) => this.#parts.canRead(root))) return;
    throw new Error('the snapshot names a blob that was never saved');
  }

  /** Fault `locked`: another program has written one since this was opened. */
  async checkOnlyWriter(): Promise<void> {
    for (const hash of (await this.#parts.files.list('snapshot')).keys()) {
      if (!this.#known.has(hash)) throw new Fault('locked', 'another program wrote a snapshot');
    }
  }

  /** The next snapshot tells of this index file. */
  nameIndex(hash: string): void {
    this.#indexesToName.push(hash);
  }

  /** Writes the next one; durable when resolved. Faults: those of the backend. */
  async append(draft: SnapshotDraft): Promise<SnapshotRecord> {
    const { files, sealer, format } = this.#parts;
    const sequence = this.#lastSequence + 1;
    const rest = { ...draft, sequence, parent: this.#head?.id ?? null };
    const origin = {
      repository: format.id,
      format: format.hash,
      writer: this.writerId,
      writerSequence: this.#writerSequence + 1,
      indexes: this.#indexesToName,
    };
    const file = await encodeSnapshot(sealer, rest, origin);
    const id = asId<SnapshotId>(await files.put('snapshot', file));
    const record = { id, ...rest };
    this.#known.add(id);
    this.#lastSequence = sequence;
    this.#writerSequence++;
    this.#indexesToName = [];
    this.#summaries = [...this.#summaries, summaryOf(record)];
    this.#head = record;
    return record;
  }
}

function rootsOf(snapshot: SnapshotDraft): BlobId[] {
  const roots = snapshot.containers.map((container) => container.items);
  return [...roots, snapshot.receipt].filter((root) => root !== null);
}
