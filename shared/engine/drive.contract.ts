import { expect } from 'vitest';
import { toHex } from '../lib/bytes.ts';
import { hash } from '../lib/hash.ts';
import { Repository } from '../repository/repository.ts';
import type { DriveItem } from '../simulator/drive/item.ts';
import { type DriveMeta, readMeta } from '../sources/drive/drive-meta.ts';
import type { Simulated } from './simulated.contract.ts';
import { openParts, readMeta as readStoredMeta } from './stored-item.ts';

/** For tests: what a drive is, and what of it is kept, in words that can be compared. */
export interface Kept {
  /** By path; folders end with a slash. */
  paths: Map<string, string>;
  metas: Map<string, DriveMeta>;
  unwhole: string[];
}

/** A path and, of a file, its size and hash; of everything the dates a person gave it. */
export async function driveAsIs(simulated: Simulated): Promise<Map<string, string>> {
  const paths = new Map<string, string>();
  const visit = async (item: DriveItem) => {
    for (const child of item.children.values()) {
      paths.set(pathOf(child), await lineOf(child));
      await visit(child);
    }
  };
  await visit(simulated.simulator.drive.drive.root);
  return new Map([...paths].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function pathOf(item: DriveItem): string {
  return item.names.join('/') + (item.kind === 'file' || item.kind === 'shortcut' ? '' : '/');
}

async function lineOf(item: DriveItem): Promise<string> {
  if (item.kind !== 'file') return item.kind === 'shortcut' ? 'link' : item.kind;
  const content = item.current?.content;
  const bytes = await content?.read(0, content.size);
  return `file ${await fingerprint(bytes ?? new Uint8Array(0))} ${seconds(item.dates.modifiedAt)}`;
}

export async function fingerprint(bytes: Uint8Array): Promise<string> {
  return `${bytes.byteLength} ${toHex(await hash(new Uint8Array(bytes)))}`;
}

function seconds(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** What the newest snapshot holds of the drive. */
export async function keptOfDrive(simulated: Simulated): Promise<Kept> {
  const { clock, randomBytes, software } = simulated.parts();
  const environment = { now: () => clock.now(), randomBytes, software };
  const repository = await Repository.open(simulated.backend, environment);
  if (repository === undefined) return { paths: new Map(), metas: new Map(), unwhole: [] };
  const states = (repository.head()?.containers ?? []).filter(({ source }) => source === 'drive');
  if (states.length > 1) throw new Error('a drive is one container');
  const metas = new Map<string, DriveMeta>();
  const lines = new Map<string, string>();
  const unwhole: string[] = [];
  for await (const [id, entry] of repository.openMap(states[0]?.items ?? null).entries()) {
    const meta = readMeta(await readStoredMeta(repository, entry));
    metas.set(id, meta);
    if (!entry.whole) unwhole.push(meta.name ?? '');
    if (meta.kind !== 'file') {
      lines.set(id, meta.kind);
      continue;
    }
    const bytes = await openParts(repository, entry).load('attachment');
    lines.set(id, `file ${bytes ? await fingerprint(bytes) : 'missing'} ${meta.modified}`);
  }
  const paths = new Map<string, string>();
  for (const [id, line] of lines) {
    const { kind } = metas.get(id) ?? {};
    paths.set(keptPath(metas, id) + (kind === 'file' || kind === 'link' ? '' : '/'), line);
  }
  return { paths: new Map([...paths].sort(([a], [b]) => (a < b ? -1 : 1))), metas, unwhole };
}

function keptPath(metas: ReadonlyMap<string, DriveMeta>, id: string): string {
  const meta = metas.get(id);
  if (meta === undefined) return '';
  const above = keptPath(metas, meta.parent ?? '');
  return above === '' ? (meta.name ?? '') : `${above}/${meta.name}`;
}

/** What the receipt does not name is kept as it is in the drive, and nothing else is kept. */
export async function expectHonest(
  simulated: Simulated,
  gaps: readonly { label: string; itemId: string | null }[],
) {
  const [{ paths, metas }, drive] = [await keptOfDrive(simulated), await driveAsIs(simulated)];
  const named = new Set(gaps.map(({ itemId, label }) => metas.get(itemId ?? '')?.name ?? label));
  const isNamed = (path: string) => named.has(path.split('/').at(-1) ?? '');
  for (const [path, line] of drive)
    if (!isNamed(path)) expect([path, paths.get(path)]).toEqual([path, line]);
  for (const path of paths.keys()) expect(drive.has(path)).toBe(true);
}
