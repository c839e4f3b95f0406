/**
 * One measurement in a process of its own, so that neither memory nor warmth of another counts:
 * `work DIR FILES`, `maps DIR ENTRIES`, `index DIR BLOBS`, `open DIR` or `stream DIR BYTES`. It
 * answers by a message.
 */
import { readFileSync } from 'node:fs';
import { nodeEnvironment } from '../scripts/engine-parts.ts';
import { startThread } from '../scripts/start-thread.ts';
import { DiskBackend } from '../shared/backend/disk.ts';
import { readGiven } from './repository-data.ts';
import { measureIndex, measureOpening } from './repository-index.ts';
import { measureMaps } from './repository-maps.ts';
import { measureStream } from './repository-stream.ts';
import { measureWork } from './repository-work.ts';

const [kind, place = '', given = ''] = process.argv.slice(2);
const parts = { backend: new DiskBackend(place), environment: nodeEnvironment() };
process.send?.(await measure());

async function measure(): Promise<object> {
  if (kind === 'maps') return measureMaps(parts, Number(given));
  if (kind === 'index') return measureIndex({ ...parts, place }, Number(given));
  if (kind === 'open') return measureOpening(parts);
  if (kind === 'stream') return measureStream(parts, Number(given));
  const files = JSON.parse(readFileSync(given, 'utf8'));
  return measureWork({ ...parts, files, read: readGiven, startThread });
}
