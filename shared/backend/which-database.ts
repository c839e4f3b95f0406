import type { Records } from './records.ts';

const RECORD = 'database';

/**
 * Which database the repository lies in: `first`, until one that was brought here from elsewhere has
 * taken its place.
 */
export async function readDatabaseName(records: Records, first: string): Promise<string> {
  const name = await records.read(RECORD);
  return typeof name === 'string' ? name : first;
}

/** From the next start on. Durable when resolved. */
export function writeDatabaseName(records: Records, name: string): Promise<void> {
  return records.write(RECORD, name);
}
