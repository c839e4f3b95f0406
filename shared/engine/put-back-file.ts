import { Fault } from '../model/fault.ts';
import type { ItemRow } from '../model/item.ts';
import type { FileMeta } from '../sources/chats/put-files.ts';
import type { StoredParts } from '../sources/contents.ts';
import { QuickXorHash } from '../sources/drive/quick-xor-hash.ts';
import type { BundledItem } from './choose-items.ts';
import { openItem, type ReadingParts } from './reading.ts';

/**
 * A file that was shared in a chat, in the shape in which a drive's files are kept. What its bytes
 * are is measured, as Microsoft's own word on it is not kept.
 */
export async function openFile(
  parts: ReadingParts,
  { ref, content = 0 }: BundledItem,
  { subject, date, whole }: ItemRow,
): Promise<{ meta: FileMeta; parts: StoredParts }> {
  const { source, meta, stored } = await openItem(parts, ref);
  const read = () => (whole ? source.openContent?.(meta, stored, content) : undefined);
  const hash = new QuickXorHash();
  for await (const bytes of read() ?? []) hash.update(bytes);
  const file: FileMeta = {
    v: 1,
    kind: 'file',
    name: subject,
    size: hash.length,
    hashes: { quickXor: hash.digest() },
    day: date.slice(0, 10),
    modified: date,
  };
  const opened: StoredParts = {
    roles: whole ? ['attachment'] : [],
    load: async () => undefined,
    async *stream(_role, _nth, from = 0) {
      let left = from;
      const stream = read();
      if (stream === undefined) throw new Fault('unreadable', 'nothing of the file is kept');
      for await (const bytes of stream) {
        if (bytes.length > left) yield bytes.subarray(left);
        left = Math.max(0, left - bytes.length);
      }
    },
  };
  return { meta: file, parts: opened };
}
