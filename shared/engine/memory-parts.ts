import type { Bytes } from '../lib/bytes.ts';
import { once } from '../lib/iterate.ts';
import type { NewPart, StoredParts } from '../sources/contents.ts';

/** Parts of something that is made of what is stored, and stored nowhere. */
export function memoryParts(parts: readonly Pick<NewPart, 'role' | 'bytes'>[]): StoredParts {
  const find = (role: NewPart['role'], nth: number): Bytes | undefined =>
    parts.filter((each) => each.role === role)[nth]?.bytes;
  return {
    roles: parts.map(({ role }) => role),
    load: async (role, nth = 0) => find(role, nth),
    stream: (role, nth = 0, from = 0) => {
      const bytes = find(role, nth);
      return bytes && once(bytes.subarray(from));
    },
  };
}
