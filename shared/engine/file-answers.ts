import { Fault } from '../model/fault.ts';
import type { FilesApi } from '../rpc/files-api.ts';
import type { RestoreSelection, Saving } from '../rpc/protocol.ts';
import { refOf } from './catalog-rows.ts';
import type { EngineParts } from './engine-parts.ts';
import { signalOf } from './signal-of.ts';
import type { OpenStorage, Storage } from './storage.ts';

type Answers = Pick<
  FilesApi,
  'readFacts' | 'readStories' | 'watchFile' | 'watchStart' | 'watchZip'
>;
type Parts = Pick<EngineParts, 'loadSource' | 'openHandOut' | 'clock'>;

/** What faces ask about files that are kept. What reads them is loaded when it is asked for. */
export function fileAnswers(parts: Parts, storage: Pick<Storage, 'use'>): Answers {
  async function use(): Promise<OpenStorage & Parts> {
    const open = await storage.use();
    if (open === undefined) throw new Fault('not-found', 'nothing has been copied yet');
    return { ...open, ...parts };
  }

  async function* file(row: number, signal?: AbortSignal): AsyncGenerator<Saving, void> {
    const { fileHandOut } = await import('./file-hand-out.ts');
    yield* fileHandOut(await use(), row, signal);
  }

  async function* start(
    row: number,
    most: number,
    signal?: AbortSignal,
  ): AsyncGenerator<Saving, void> {
    const { fileStart } = await import('./file-hand-out.ts');
    yield* fileStart(await use(), row, most, signal);
  }

  async function* zip(
    selection: RestoreSelection,
    signal?: AbortSignal,
  ): AsyncGenerator<Saving, void> {
    const { zipSelection } = await import('./zip-selection.ts');
    yield* zipSelection(await use(), selection, signal);
  }

  return {
    readFacts: async (row) => {
      const open = await use();
      const { openItem } = await import('./reading.ts');
      const { source, meta, stored } = await openItem(open, refOf(open.catalog, row));
      const facts = source.facts?.(meta, stored);
      if (facts === undefined) throw new Fault('not-found', 'this is no file');
      return facts;
    },
    readStories: async (rows) => {
      const { catalog } = await use();
      return rows.flatMap((row) => catalog.story(row) ?? []);
    },
    watchFile: (row, ...rest: unknown[]) => file(row, signalOf(rest)),
    watchStart: (row, most, ...rest: unknown[]) => start(row, most, signalOf(rest)),
    watchZip: (selection, ...rest: unknown[]) => zip(selection, signalOf(rest)),
  };
}
