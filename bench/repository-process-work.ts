import { readFileSync } from 'node:fs';
import { startThread } from '../scripts/start-thread.ts';
import { readGiven } from './repository-data.ts';
import { measureInFolder } from './repository-process-parts.ts';
import { measureWork } from './repository-work.ts';

measureInFolder((parts, list) => {
  const files = JSON.parse(readFileSync(list, 'utf8'));
  return measureWork({ ...parts, files, read: readGiven, startThread });
});
