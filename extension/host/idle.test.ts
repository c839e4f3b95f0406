import { expect, test } from 'vitest';
import type { EngineStatus } from '../../shared/rpc/protocol.ts';
import { isIdle } from './idle.ts';

function status(change: Partial<EngineStatus> = {}): EngineStatus {
  return {
    jobs: [],
    upkeep: { jobs: [], lastCheck: null, lastPrune: null },
    mirror: null,
    catalog: { state: 'ready', done: 0, total: 0, isReadingTexts: false, place: 'disk' },
    ...change,
  } as unknown as EngineStatus;
}

function locks(...names: string[]): LockManager {
  return { query: async () => ({ held: names.map((name) => ({ name })) }) } as never;
}

const ALONE = locks('holdfast-engine', 'holdfast-face-1');

test('with nothing to do and nobody who watches it may sleep', async () => {
  expect(await isIdle(ALONE, status())).toBe(true);
  expect(await isIdle(ALONE, null)).toBe(false);
});

test('it stays awake for a page that watches, by the engine or by the sign-in', async () => {
  expect(await isIdle(locks('holdfast-face-1', 'holdfast-face-2'), status())).toBe(false);
  expect(await isIdle(locks('holdfast-face-1', 'holdfast-sign-in-face-2'), status())).toBe(false);
});

test('it stays awake until texts are searchable, and for waits that end by themselves', async () => {
  const { catalog } = status();
  expect(await isIdle(ALONE, status({ catalog: { ...catalog, isReadingTexts: true } }))).toBe(
    false,
  );
  const waiting = (reason: string) =>
    status({ jobs: [{ state: { kind: 'waiting', for: reason, until: null } }] as never });
  expect(await isIdle(ALONE, waiting('limit'))).toBe(false);
  expect(await isIdle(ALONE, waiting('sign-in'))).toBe(true);
});
