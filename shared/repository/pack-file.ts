import { type Bytes, release } from '../lib/bytes.ts';
import { isFault } from '../model/fault.ts';
import type { BlobIds } from './blob-id.ts';
import { decodingLater } from './decoding.ts';
import type { Directory, SegmentEntry } from './directory.ts';
import { nameOf } from './file-names.ts';
import { HEAD_BYTES, TAG_BYTES } from './format.ts';
import type { NewBlob } from './pack-builder.ts';
import type { PackPlace } from './pack-directory.ts';
import type { SealedFile } from './sealer.ts';
import { readSegmentBlobs } from './segment-blobs.ts';
import type { SegmentsToCheck } from './thread-words.ts';

/** The segments of one pack, read from its file, with every blob compared with its id. */
export class PackFile {
  readonly #bytes: Bytes;
  readonly #opened: SealedFile | null;
  readonly #ids: BlobIds;
  readonly #directory: Directory;

  private constructor(bytes: Bytes, opened: SealedFile | null, ids: BlobIds, directory: Directory) {
    this.#bytes = bytes;
    this.#opened = opened;
    this.#ids = ids;
    this.#directory = directory;
  }

  /**
   * Reads the whole file, whatever is in it; undefined when there is none. `directory` says what
   * should be there. Faults: `corrupt` when the place can't read it at all.
   */
  static async open(
    parts: PackPlace & { ids: BlobIds },
    hash: string,
    directory: Directory,
  ): Promise<PackFile | undefined> {
    const bytes = await parts.files.backend.get(nameOf('pack', hash));
    return bytes && PackFile.from(parts, bytes, directory);
  }

  /** The same of a file that has been read. */
  static async from(
    { sealer, ids }: PackPlace & { ids: BlobIds },
    bytes: Bytes,
    directory: Directory,
  ): Promise<PackFile> {
    const head = bytes.subarray(0, HEAD_BYTES);
    const opened = await decodingLater('a head', () => sealer.open('pack', head)).catch(
      (error: unknown) => {
        // Without its head nothing in it can be opened; each segment says so.
        if (!isFault(error, 'corrupt', 'unsupported')) throw error;
        return null;
      },
    );
    return new PackFile(bytes, opened, ids, directory);
  }

  /** Faults: `corrupt` when one of its blobs is not what it was. */
  async readSegment(number: number): Promise<NewBlob[]> {
    const entry = this.#entry(number);
    const { offset, storedLength } = entry;
    const sealed = this.#bytes.subarray(offset, offset + storedLength + TAG_BYTES);
    return readSegmentBlobs({ opened: this.#opened, ids: this.#ids }, number, entry, sealed);
  }

  /** True, when no fault tells otherwise; its memory is given back. Faults: as of `readSegment`. */
  async compareSegment(number: number): Promise<true> {
    const [blob] = await this.readSegment(number);
    if (blob !== undefined && blob.bytes.buffer !== this.#bytes.buffer) release(blob.bytes);
    return true;
  }

  /** Some segments that stand beside each other, to be looked at elsewhere; in a copy. */
  copyOf(numbers: readonly number[]): SegmentsToCheck {
    const segments = numbers.map((number) => ({ number, entry: this.#entry(number) }));
    const first = segments[0]?.entry.offset ?? 0;
    const last = segments.at(-1)?.entry;
    const end = last === undefined ? first : last.offset + last.storedLength + TAG_BYTES;
    const bytes = this.#bytes.slice(first, end);
    return { head: this.#bytes.slice(0, HEAD_BYTES), offset: first, bytes, segments };
  }

  #entry(number: number): SegmentEntry {
    const entry = this.#directory[number];
    if (entry === undefined) throw new Error('a pack without that segment');
    return entry;
  }
}
