import type { Backend } from '../backend/backend.ts';
import { EmlFolders } from '../export/eml-folder.ts';
import { type Bytes, encodeText, joinBytes } from '../lib/bytes.ts';
import { collect } from '../lib/iterate.ts';
import { Fault, isFault } from '../model/fault.ts';
import { listStored } from '../repository/copy-plan.ts';
import { FORMAT_NAME } from '../repository/file-names.ts';
import type { Repository } from '../repository/repository.ts';
import type { Saving, SavingWhat } from '../rpc/protocol.ts';
import type { EngineParts } from './engine-parts.ts';
import { folderReadme } from './folder-notes.ts';
import { openItem } from './reading.ts';
import { type ZipProgress, type ZippedFile, zipHandOut } from './zip-hand-out.ts';

/** In the order in which a reader needs them; a copy that is cut off lacks the newest. */
const KINDS = ['key', 'pack', 'index', 'mark', 'gone', 'journal', 'snapshot'] as const;

type Parts = Pick<EngineParts, 'backend' | 'clock' | 'loadSource' | 'openHandOut' | 'firstPlace'>;

/**
 * Everything in one zip file, one item after the other in little memory: the file grows in the
 * browser's own storage and goes from there to the person. See `EngineApi.watchSaving`.
 */
export async function* saveEverything(
  parts: Parts,
  repository: Repository | undefined,
  what: SavingWhat,
  signal?: AbortSignal,
): AsyncGenerator<Saving, void> {
  if (parts.openHandOut === undefined) throw new Fault('unsupported', 'no private file system');
  const day = new Date(parts.clock.now()).toISOString().slice(0, 10);
  const name = what === 'files' ? `Holdfast copy ${day}` : `Holdfast messages ${day}`;
  const progress = { done: 0, total: 0, failed: 0 };
  const files =
    what === 'files'
      ? await repositoryFiles(parts, progress)
      : messageFiles(parts, repository, progress);
  yield* zipHandOut(parts, `${name}.zip`, inFolder(name, files), progress, signal);
}

async function* inFolder(
  folder: string,
  files: AsyncIterable<ZippedFile>,
): AsyncGenerator<ZippedFile, void> {
  for await (const file of files) yield { ...file, name: `${folder}/${file.name}` };
}

/** No key is needed: a locked copy is handed out locked. */
async function repositoryFiles(
  { backend, clock, firstPlace }: Parts,
  progress: ZipProgress,
): Promise<AsyncGenerator<ZippedFile, void>> {
  const format = await backend.get(FORMAT_NAME);
  if (format === undefined) throw new Fault('not-found', 'nothing has been copied yet');
  const page = (await firstPlace?.readRecoverPage()) ?? null;
  const listing = await listStored(backend);
  progress.total = KINDS.reduce((sum, kind) => sum + listing[kind].size, 0);
  const lastModified = new Date(clock.now());
  return (async function* () {
    yield { name: 'README.txt', lastModified, input: encodeText(folderReadme(page !== null)) };
    if (page !== null) yield { name: 'recover.html', lastModified, input: page };
    yield { name: FORMAT_NAME, lastModified, input: format };
    for (const kind of KINDS) {
      for (const name of listing[kind].keys()) {
        const input = await readOrUndefined(backend, name);
        progress.done += 1;
        if (input === undefined) progress.failed += 1;
        else yield { name, lastModified, input };
      }
    }
  })();
}

async function readOrUndefined(backend: Backend, name: string): Promise<Bytes | undefined> {
  try {
    return await backend.get(name);
  } catch (error) {
    if (isFault(error, 'corrupt')) return undefined;
    throw error;
  }
}

async function* messageFiles(
  { loadSource, clock }: Parts,
  repository: Repository | undefined,
  progress: ZipProgress,
): AsyncGenerator<ZippedFile, void> {
  const now = clock.now();
  const head = repository?.head();
  if (repository === undefined || head === undefined) {
    throw new Fault('not-found', 'nothing has been copied yet');
  }
  const containers = head.containers.filter(({ source }) => source === 'mail');
  progress.total = containers.reduce((sum, { itemCount }) => sum + itemCount, 0);
  const paths = new EmlFolders(containers);
  for (const container of containers) {
    for await (const [, entry] of repository.openMap(container.items).entries()) {
      progress.done += 1;
      try {
        const item = await openItem({ repository, loadSource }, { ...container, entry });
        const { subject, date } = item.source.summarise(item.meta);
        const { extension, chunks } = await item.source.exportFile(item.meta, item.stored);
        const bytes = joinBytes(await collect(chunks));
        const name = paths.filePath(container.id, date, subject, extension);
        yield { name, lastModified: dateOr(date, now), input: bytes };
      } catch (error) {
        // One that can't be read costs no other; how many is told.
        if (!isFault(error, 'corrupt', 'not-found')) throw error;
        progress.failed += 1;
      }
    }
  }
}

function dateOr(date: string, now: number): Date {
  const known = Date.parse(date);
  return new Date(Number.isNaN(known) ? now : known);
}
