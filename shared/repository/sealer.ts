import type { Bytes } from '../lib/bytes.ts';
import type { FileKind, FormatVersion, PackClass } from './format.ts';
import type { Message } from './message.ts';

/**
 * How the messages of a repository's files are protected. In version 1 a tag is put behind each;
 * in version 2 each is encrypted, and its tag comes out of that. Either way what is stored is as
 * long as before, and 16 bytes.
 */
export interface Sealer {
  readonly version: FormatVersion;
  /** For a file that is about to be written. */
  begin(file: FileKind, packClass?: PackClass): Promise<FileSeal>;
  /**
   * For a file that is there, by its head. Throws a `RangeError` when that is not what was
   * written, a `Fault` when it is of another format or under another key.
   */
  open(file: FileKind, head: Bytes): Promise<SealedFile>;
}

/** Seals each message of one new file once. */
export interface FileSeal {
  readonly head: Bytes;
  /** The sealed bytes with their tag, in memory of their own. */
  seal(message: Message, stored: Bytes): Promise<Bytes>;
}

/** Opens messages of one file, and seals none. */
export interface SealedFile {
  readonly packClass: PackClass;
  /**
   * The stored bytes of a message from its sealed ones with their tag; they may be a view of
   * those. Throws a `RangeError` when they are not what was sealed here.
   */
  open(message: Message, sealed: Bytes): Promise<Bytes>;
}
