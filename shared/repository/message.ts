import { type Bytes, ByteWriter, encodeText } from '../lib/bytes.ts';
import {
  FILE_KIND,
  type FileKind,
  type FormatVersion,
  KIND_NUMBERS,
  MESSAGE_KIND,
  METHOD,
  type MessageKind,
  type SegmentKind,
} from './format.ts';

const CONTEXT_BYTES = 44;
const PRODUCT = encodeText('holdfast');

/** What a stored message is and where it stands in its file, so that no other can take its place. */
export interface Message {
  message: MessageKind;
  /** Of the segment in its pack; 0 for other messages. */
  number: number;
  kind: SegmentKind | null;
  method: number;
  plainLength: number;
}

export function segmentMessage(
  number: number,
  segment: { kind: SegmentKind; method: number; plainLength: number },
): Message {
  const { kind, method, plainLength } = segment;
  return { message: 'segment', number, kind, method, plainLength };
}

export function directoryMessage(plainLength: number): Message {
  return { message: 'directory', number: 0, kind: null, method: METHOD.raw, plainLength };
}

export function bodyMessage(method: number, plainLength: number): Message {
  return { message: 'body', number: 0, kind: null, method, plainLength };
}

/** The bytes that tie a message to its repository, its file and its place. */
export function encodeContext(
  version: FormatVersion,
  repositoryId: Bytes,
  file: FileKind,
  message: Message,
  storedLength: number,
): Bytes {
  return new ByteWriter(CONTEXT_BYTES)
    .bytes(PRODUCT)
    .u16(version)
    .bytes(repositoryId)
    .u8(FILE_KIND[file])
    .u8(MESSAGE_KIND[message.message])
    .u32(message.number)
    .u8(message.kind === null ? 0 : KIND_NUMBERS[message.kind])
    .u8(message.method)
    .u16(0)
    .u32(message.plainLength)
    .u32(storedLength)
    .done();
}
