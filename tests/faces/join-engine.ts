import { fileURLToPath } from 'node:url';
import type { JSHandle, Page } from '@playwright/test';
import { build } from 'vite';
import type { EngineApi } from '../../shared/rpc/protocol.ts';

const CONNECTION = fileURLToPath(new URL('../../shared/rpc/engine-connection.ts', import.meta.url));

/** In the page, what `page.evaluate(({ engine }) => engine.…, joined)` works with. */
export type JoinedFace = JSHandle<{ engine: EngineApi }>;

/**
 * Joins the engine that the app in `page` hosts, as one more face of the same origin does, by the
 * product's own protocol: nothing in the built app knows of it. It ends with the page.
 */
export async function joinEngine(page: Page): Promise<JoinedFace> {
  return page.evaluateHandle<{ engine: EngineApi }>(await joiningScript());
}

let bundled: Promise<string> | undefined;

/** An expression for the page; it comes to `{ engine }`. */
export async function joiningScript(): Promise<string> {
  bundled ??= build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      lib: { entry: CONNECTION, formats: ['iife'], name: 'joined' },
      rolldownOptions: { checks: { pluginTimings: false } },
    },
  }).then((result) => {
    const [built] = Array.isArray(result) ? result : [result];
    if (built === undefined || !('output' in built)) throw new Error('nothing was built');
    return built.output[0].code;
  });
  return `(() => {
    ${await bundled}
    const startWorker = () => { throw new Error('only the app hosts the engine'); };
    return { engine: joined.createEngineConnection({ startWorker, host: {} }).api };
  })()`;
}
