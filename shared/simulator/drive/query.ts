import { type GraphCall, type Json, option } from '../answer.ts';
import { NoRouteError } from '../graph-error.ts';
import { splitOutside } from '../message-select.ts';
import { invalidRequest } from './errors.ts';

/** Structural properties of `driveItem`. Source: Graph's v1.0 metadata. */
const ITEM_PROPERTIES = new Set(
  `audio bundle content cTag createdBy createdDateTime deleted description eTag file fileSystemInfo
  folder id image lastModifiedBy lastModifiedDateTime location malware name package parentReference
  pendingOperations photo publication remoteItem root searchResult shared sharepointIds size
  specialFolder video webDavUrl webUrl`.split(/\s+/),
);
const NAVIGATION = new Set(
  'analytics children listItem permissions retentionLabel subscriptions thumbnails versions'.split(
    ' ',
  ),
);
/** The two ways to ask for a file's address in `$select`. */
export const DOWNLOAD_URL = '@microsoft.graph.downloadUrl';
const DOWNLOAD_ALIAS = 'content.downloadUrl';

/** Options may be written without their `$` on drives. */
const bare = (name: string) => name.toLowerCase().replace(/^\$/, '');

/** Faults: 400 for options the operation does not take. */
export function checkDriveOptions(call: GraphCall, allowed: readonly string[]): void {
  for (const [name] of call.query) {
    if (allowed.some((each) => bare(each) === bare(name))) continue;
    if (['filter', 'search', 'count', 'skip'].includes(bare(name))) {
      throw new NoRouteError(`${call.method} of a drive with ${name}`);
    }
    throw invalidRequest(`The query option '${name}' is not supported here.`);
  }
}

export function driveOption(call: GraphCall, name: string): string | undefined {
  return option(call, name) ?? option(call, name.replace(/^\$/, ''));
}

/** undefined: everything. Faults: 400 for unknown names. */
export function selectedNames(call: GraphCall): ReadonlySet<string> | undefined {
  const select = driveOption(call, '$select');
  if (select === undefined || select === '*') return undefined;
  const names = select.split(',').map((name) => name.trim());
  for (const name of names) {
    const first = name.split('/')[0] ?? '';
    const isKnown = ITEM_PROPERTIES.has(first) || NAVIGATION.has(first);
    if (!isKnown && name !== DOWNLOAD_URL && name !== DOWNLOAD_ALIAS) throw unknown(name);
  }
  const wanted = names.map((name) => (name === DOWNLOAD_ALIAS ? DOWNLOAD_URL : name.split('/')[0]));
  return new Set(['id', ...wanted.map((name) => name ?? '')]);
}

/** Faults: 400 for unknown names, `NoRouteError` for what is not simulated. */
export function expandedNames(call: GraphCall, known: readonly string[]): ReadonlySet<string> {
  const names = splitOutside(driveOption(call, '$expand') ?? '', ',');
  for (const name of names) {
    if (known.includes(name)) continue;
    if (!NAVIGATION.has(name.split('(')[0] ?? '')) throw unknown(name);
    throw new NoRouteError(`$expand=${name}`);
  }
  return new Set(names);
}

/** Whole numbers from 1 on; larger ones than `most` count as it. Faults: 400. */
export function topOption(call: GraphCall, absent: number, most: number): number {
  const text = driveOption(call, '$top');
  if (text === undefined) return absent;
  if (!/^[1-9]\d*$/.test(text)) throw invalidRequest('$top is not a number.');
  return Math.min(most, Number(text));
}

export function select(json: Json, names: ReadonlySet<string> | undefined): Json {
  if (!names) return json;
  const kept = Object.entries(json).filter(
    ([name]) => names.has(name) || name.startsWith('@odata.'),
  );
  return Object.fromEntries(kept);
}

function unknown(name: string) {
  return invalidRequest(
    `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type 'microsoft.graph.driveItem'.`,
  );
}
