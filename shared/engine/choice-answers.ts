import type { Graph } from '../graph/graph.ts';
import { Fault } from '../model/fault.ts';
import type { AccountId } from '../model/ids.ts';
import type { ChoiceApi } from '../rpc/choice-api.ts';
import type { EngineApi } from '../rpc/protocol.ts';
import type { ChoiceRecord } from './choice-record.ts';
import type { EngineParts } from './engine-parts.ts';
import type { Storage } from './storage.ts';

export interface ChoiceAnswersParts {
  choices: ChoiceRecord;
  engine: Pick<EngineParts, 'loadSource' | 'openHandOut'>;
  storage: Pick<Storage, 'use'>;
  openGraph(account: AccountId): Promise<Graph>;
  signalOf(rest: readonly unknown[]): AbortSignal | undefined;
}

/** What faces ask about what is copied, and about older versions. */
export function choiceAnswers(
  parts: ChoiceAnswersParts,
): ChoiceApi & Pick<EngineApi, 'watchVersion'> {
  const { choices, engine, storage, openGraph, signalOf } = parts;
  const reading = async () => {
    const open = await storage.use();
    if (open === undefined) throw new Fault('not-found', 'nothing has been copied yet');
    const { VersionReading } = await import('./version-reading.ts');
    return new VersionReading({ ...open, ...engine });
  };
  return {
    readChoice: (account, source) => choices.read(account, source),
    writeChoice: (account, source, choice) => choices.write(account, source, choice),
    surveyDrive: async (account, folder) => {
      const graph = await openGraph(account);
      const source = await engine.loadSource('drive');
      if (source.survey === undefined) throw new Fault('unsupported', 'there is nothing to survey');
      return source.survey(graph, folder, new AbortController().signal);
    },
    listKeptVersions: async (account, row) => (await reading()).list(account, row),
    async *watchVersion(row, version, ...rest: unknown[]) {
      yield* (await reading()).open(row, version, signalOf(rest));
    },
  };
}
