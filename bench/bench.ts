/**
 * `npm run bench -- NAME [--data DIR]`: one JSON line a figure. Without a name it lists them.
 * How each is measured stands at the head of its file and in docs/benchmarks.md.
 */
import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** A folder of files (`.eml` for mail) to measure with, instead of what the bench would take. */
  data: string | null;
}

type Bench = (options: BenchOptions) => Promise<void>;

const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  mail: async () => (await import('./mail.ts')).benchMail,
  throughput: async () => (await import('./throughput.ts')).benchThroughput,
  memory: async () => (await import('./memory.ts')).benchMemory,
  'first-page': async () => (await import('./first-page.ts')).benchFirstPage,
  list: async () => (await import('./list.ts')).benchList,
  files: async () => (await import('./files.ts')).benchFiles,
  overlay: async () => (await import('./overlay.ts')).benchOverlay,
  idle: async () => (await import('./idle.ts')).benchIdle,
  catalog: async () => (await import('./catalog.ts')).benchCatalog,
  repository: async () => (await import('./repository.ts')).benchRepository,
  drive: async () => (await import('./drive.ts')).benchDrive,
  chats: async () => (await import('./chats.ts')).benchChats,
  'chats-page': async () => (await import('./chats-page.ts')).benchChatPage,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { data: { type: 'string' } },
});
const name = positionals[0];
const load = name === undefined ? undefined : BENCHES[name];
if (load === undefined) {
  console.error(`Name a benchmark: ${Object.keys(BENCHES).join(', ')}`);
  process.exit(2);
}
await (await load())({ data: values.data ?? null });
