import { type Bytes, joinBytes } from '../../lib/bytes.ts';
import type { ContentSample, SampleSource, StoredParts } from '../contents.ts';
import { readMeta } from './drive-meta.ts';
import { readFacts } from './stored-facts.ts';

/** See `Source.samples`. */
export const driveSamples: SampleSource = {
  role: 'attachment',
  async take(stored, parts): Promise<ContentSample | null> {
    const { kind, name = '', parent = '', size = 0 } = readMeta(stored);
    if (kind !== 'file' || !parts.roles.includes('attachment')) return null;
    const { received } = readFacts(await parts.load('attachments'));
    return {
      name,
      folder: parent,
      sizeBytes: received?.size ?? size,
      read: (from, length) => readSome(parts, from, length),
    };
  },
};

async function readSome(parts: StoredParts, from: number, length: number): Promise<Bytes> {
  const chunks: Bytes[] = [];
  let read = 0;
  for await (const chunk of parts.stream('attachment', 0, from) ?? []) {
    chunks.push(chunk);
    read += chunk.byteLength;
    if (read >= length) break;
  }
  return joinBytes(chunks).slice(0, length);
}
