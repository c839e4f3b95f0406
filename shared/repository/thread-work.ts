import { fromHex, release, toHex } from '../lib/bytes.ts';
import { createHmac, prepareHash, SHA_256 } from '../lib/hash.ts';
import { mapConcurrent } from '../lib/iterate.ts';
import { BlobIds } from './blob-id.ts';
import { prepareCompression } from './compress.ts';
import { TAG_BYTES } from './format.ts';
import { GcmSealer } from './gcm-sealer.ts';
import { deriveIdKey } from './keys.ts';
import type { SealedFile, Sealer } from './sealer.ts';
import { readSegmentBlobs } from './segment-blobs.ts';
import { TagSealer } from './tag-sealer.ts';
import type { SegmentsToCheck, ThreadAnswer, ThreadKeys, ThreadQuestion } from './thread-words.ts';

/** While one segment is decrypted, others are decompressed and hashed. */
const SEGMENTS_AT_ONCE = 16;

type Answer = (answer: ThreadAnswer) => void;

/** What goes on in the second thread, wherever that is: questions in, answers out. */
export class ThreadWork {
  readonly #answer: Answer;
  #opening: Promise<{ sealer: Sealer; ids: BlobIds }> | undefined;
  /** Of the pack that was looked at last. */
  #file: { head: string; opened: Promise<SealedFile> } | undefined;

  constructor(answer: Answer) {
    this.#answer = answer;
  }

  /** Never rejects: whoever asked does it again in a thread that can tell of failures. */
  async take(question: ThreadQuestion): Promise<void> {
    if (question.kind === 'keys') {
      this.#opening = openingOf(question.keys);
      this.#opening.catch(() => {});
      return;
    }
    const { number } = question;
    try {
      const unsound = await this.#check(question.check);
      this.#answer({ kind: 'checked', number, unsound });
    } catch {
      this.#answer({ kind: 'failed', number });
    }
  }

  async #check({ head, offset, bytes, segments }: SegmentsToCheck): Promise<number[]> {
    await prepareCompression();
    if (this.#opening === undefined) throw new Error('no keys have come');
    const { sealer, ids } = await this.#opening;
    const name = toHex(head);
    if (this.#file?.head !== name) this.#file = { head: name, opened: sealer.open('pack', head) };
    const opened = await this.#file.opened;
    const unsound: number[] = [];
    const checked = mapConcurrent(segments, SEGMENTS_AT_ONCE, async ({ number, entry }) => {
      const from = entry.offset - offset;
      const sealed = bytes.subarray(from, from + entry.storedLength + TAG_BYTES);
      try {
        const [blob] = await readSegmentBlobs({ opened, ids }, number, entry, sealed);
        if (blob !== undefined && blob.bytes.buffer !== bytes.buffer) release(blob.bytes);
      } catch {
        unsound.push(number);
      }
    });
    for await (const _ of checked);
    release(bytes);
    return unsound;
  }
}

async function openingOf({ repositoryId, key }: ThreadKeys) {
  await prepareHash();
  const id = fromHex(repositoryId);
  if (key === null) return { sealer: new TagSealer(id), ids: new BlobIds(SHA_256) };
  const ids = new BlobIds(await createHmac(await deriveIdKey(key, id)));
  return { sealer: new GcmSealer(id, key, sealsNothing), ids };
}

function sealsNothing(): never {
  throw new Error('the second thread only reads');
}
