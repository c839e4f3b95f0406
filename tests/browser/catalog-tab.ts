import type { CatalogWorkerApi } from './catalog.worker.ts';

interface Answer {
  id: number;
  value?: unknown;
  failed?: { code?: string; message: string };
}

/** A worker that has been started, and its end. */
export type Tab = CatalogWorkerApi & { end(): void };

const tabs: Tab[] = [];
let names = 0;

export function endTabs(): void {
  for (const tab of tabs.splice(0)) tab.end();
}

export function startTab(): Tab {
  const worker = new Worker(new URL('./catalog.worker.ts', import.meta.url), { type: 'module' });
  const waiting = new Map<number, (answer: Answer) => void>();
  let calls = 0;
  worker.addEventListener('message', ({ data }: MessageEvent<Answer>) =>
    waiting.get(data.id)?.(data),
  );
  const tab = new Proxy({} as Tab, {
    get: (_, call) => {
      if (call === 'end') return () => worker.terminate();
      if (call === 'then') return undefined;
      return (...args: unknown[]) => {
        calls += 1;
        const id = calls;
        worker.postMessage({ id, call, args });
        return new Promise((resolve, reject) => {
          waiting.set(id, ({ value, failed }) => {
            if (failed) reject(Object.assign(new Error(failed.message), failed));
            else resolve(value);
          });
        });
      };
    },
  });
  tabs.push(tab);
  return tab;
}

/** New for every test: the origin's files stay while the browser runs, and files of tests share it. */
export function newName(): string {
  names += 1;
  return `catalog-test-${Date.now().toString(36)}-${names}`;
}
