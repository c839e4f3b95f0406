import type { Backend } from '../backend/backend.ts';
import { FORMAT_NAME, hashInName, type NamedKind, PREFIXES } from './file-names.ts';

/** For people who find a folder, and advice on who has it open. */
const KNOWN = /^(README\.txt|readme\.txt|recover\.html|locks\/[0-9a-f]+\.lock)$/;
const KINDS = Object.keys(PREFIXES) as NamedKind[];

/** Files that are none of a repository's: they are never read, and left alone. */
export async function listForeign(backend: Backend): Promise<string[]> {
  const foreign: string[] = [];
  for await (const { name } of backend.list('')) {
    const isOurs =
      name === FORMAT_NAME || KINDS.some((kind) => hashInName(kind, name) !== undefined);
    if (!isOurs && !KNOWN.test(name)) foreign.push(name);
  }
  return foreign.sort();
}
