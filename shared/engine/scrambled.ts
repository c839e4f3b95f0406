import type { Bytes } from '../lib/bytes.ts';
import { isNoise } from '../lib/noise.ts';
import type { SourceName } from '../model/item.ts';
import type { ContentSample } from '../sources/contents.ts';
import { endOf, hasMark, holds } from './content-marks.ts';

const LOOKED_AT_BYTES = 4096;

/** What people make and keep; of what programs keep for themselves, much is noise and changes. */
const MADE_BY_PEOPLE =
  /\.(docx?|dotx?|docm|rtf|odt|pages|xlsx?|xlsm|xlsb|xltx?|ods|numbers|csv|tsv|pptx?|pptm|ppsx?|potx?|odp|key|pdf|txt|md|tex|html?|xml|json|ya?ml|eml|msg|pst|vcf|ics|vsdx?|one|pub|mpp|epub|jpe?g|png|gif|bmp|tiff?|hei[cf]|webp|avif|psd|ai|svg|raw|dng|cr[23]|nef|arw|mp[34]|m4[av]|mov|avi|mkv|webm|wmv|wav|flac|ogg|zip|7z|rar|tar|gz|sql|sqlite|accdb|mdb|dwg|dxf|c|cpp|cs|h|java|js|ts|py|rb|go|rs|php|sh|ps1)$/i;

/**
 * Whether contents had a form and have none any more: they began with a known mark or were no noise,
 * and are noise without a mark now, at their beginning or, where that was left, at their end. What is
 * compressed, protected by a password or converted keeps a mark and is not meant. With another name
 * that is only the old one with an ending behind it, it is meant whatever it was.
 */
export async function isScrambled(
  source: SourceName,
  before: ContentSample,
  after: ContentSample,
): Promise<boolean> {
  const isMeant =
    source === 'mail' ||
    MADE_BY_PEOPLE.test(before.name) ||
    newEnding(before.name, after.name) !== null;
  if (!isMeant) return false;
  // Most of what changes is sound now, and then nothing else has to be read.
  const now = await after.read(0, LOOKED_AT_BYTES);
  if (isNoise(now) && !hasMark(now)) {
    const was = await before.read(0, LOOKED_AT_BYTES);
    return hasMark(was) || (was.length > 0 && !isNoise(was));
  }
  return source !== 'mail' && (await isEndScrambled(before, after, now));
}

/** Much of it was left as it was, so that it looks whole to whoever reads its beginning. */
async function isEndScrambled(
  before: ContentSample,
  after: ContentSample,
  now: Bytes,
): Promise<boolean> {
  const end = endOf(now);
  if ((end === null && hasMark(now)) || after.sizeBytes <= 2 * LOOKED_AT_BYTES) return false;
  // Encryption takes nothing away; what was cut off has no end either.
  if (after.sizeBytes < before.sizeBytes) return false;
  const nowEnd = await readEnd(after);
  if (!isNoise(nowEnd) || (end !== null && holds(nowEnd, end))) return false;
  const was = await before.read(0, LOOKED_AT_BYTES);
  // A file of another kind under the same name is no damaged one.
  if (end !== endOf(was) || hasMark(now) !== hasMark(was)) return false;
  const wasEnd = await readEnd(before);
  return end === null ? wasEnd.length > 0 && !isNoise(wasEnd) : holds(wasEnd, end);
}

function readEnd(sample: ContentSample): Promise<Bytes> {
  return sample.read(Math.max(0, sample.sizeBytes - LOOKED_AT_BYTES), LOOKED_AT_BYTES);
}

/** What was put behind a name: ".locked"; null when it is another name. */
export function newEnding(before: string, after: string): string | null {
  const isLonger = after.length > before.length + 1 && after.startsWith(`${before}.`);
  return isLonger && before !== '' ? after.slice(before.length).toLowerCase() : null;
}
