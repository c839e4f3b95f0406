import { areEqual, type Bytes, joinBytes } from '../lib/bytes.ts';
import { hashSmall } from '../lib/hash.ts';
import { type FileKind, type PackClass, TAG_BYTES } from './format.ts';
import { decodeHead, encodeHead } from './head.ts';
import { encodeContext, type Message } from './message.ts';
import type { FileSeal, SealedFile, Sealer } from './sealer.ts';

/** Version 1: everything lies in the clear, with a tag against accidents. */
export class TagSealer implements Sealer {
  readonly version = 1;
  readonly #repositoryId: Bytes;

  constructor(repositoryId: Bytes) {
    this.#repositoryId = repositoryId;
  }

  async begin(file: FileKind, packClass: PackClass = 'data'): Promise<FileSeal> {
    return {
      head: encodeHead(1, file, packClass, null),
      seal: async (message, stored) => joinBytes([stored, this.#tag(file, message, stored)]),
    };
  }

  async open(file: FileKind, head: Bytes): Promise<SealedFile> {
    const { packClass } = decodeHead(1, file, head);
    return {
      packClass,
      open: async (message, sealed) => {
        if (sealed.byteLength < TAG_BYTES) throw new RangeError('message is cut off');
        const stored = sealed.subarray(0, -TAG_BYTES);
        if (!areEqual(this.#tag(file, message, stored), sealed.subarray(-TAG_BYTES))) {
          throw new RangeError('check tag does not match');
        }
        return stored;
      },
    };
  }

  #tag(file: FileKind, message: Message, stored: Bytes): Bytes {
    const context = encodeContext(1, this.#repositoryId, file, message, stored.byteLength);
    return hashSmall(context, stored).subarray(0, TAG_BYTES);
  }
}
