import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import { Fault } from '../model/fault.ts';
import { asId } from '../model/ids.ts';
import type { RestoreProgress } from '../model/job.ts';
import type { Outcome, RestoredItem, RestorePlan } from '../model/restore.ts';
import type { EngineApi } from '../rpc/protocol.ts';
import { createRestores, isBack } from './restores.ts';
import { optionsFor } from './row-restores.ts';

const ROW = 7;
// Only its number matters here.
const row = { row: ROW } as RestoredItem['row'];

function planOf(outcome: Outcome, change: Partial<RestorePlan> = {}): RestorePlan {
  return {
    id: 'plan',
    account: asId('account'),
    source: 'mail',
    askedAt: '2026-11-26T14:21:00Z',
    items: [{ row, outcome, foundIn: null, sendBytes: 0, reason: null, willDiffer: [] }],
    targets: [],
    scopesMissing: [],
    ...change,
  };
}

function ended(state: RestoredItem['state'], change: Partial<RestoreProgress> = {}) {
  const progress: RestoreProgress = {
    kind: 'restore',
    id: asId('job'),
    account: asId('account'),
    source: 'mail',
    startedAt: '2026-11-26T14:21:00Z',
    state: { kind: 'ended' },
    done: 1,
    total: 1,
    failed: 0,
    leftMs: null,
    journal: asId('journal'),
    result: {
      stopped: false,
      items: [
        {
          row,
          outcome: 'make-again',
          state,
          nowId: asId('now'),
          differences: [],
          fault:
            state === 'failed'
              ? { code: 'mailbox-full', message: 'full', upstreamCode: null }
              : null,
        },
      ],
    },
    endedBy: null,
    ...change,
  };
  return progress;
}

/** An engine that hands out one plan and one ending; everything else must not be asked. */
function engineWith(plan: RestorePlan | Fault, progress: RestoreProgress = ended('equal')) {
  const asked: string[] = [];
  const engine: Pick<EngineApi, 'watchPlan' | 'startRestore' | 'startUndo' | 'watchJob'> = {
    async *watchPlan() {
      asked.push('plan');
      if (plan instanceof Fault) throw plan;
      yield { done: 1, total: 2, plan: null };
      yield { done: 2, total: 2, plan };
    },
    async startRestore() {
      asked.push('restore');
      return asId('job');
    },
    async startUndo() {
      asked.push('undo');
      return asId('job');
    },
    async *watchJob() {
      yield progress;
    },
  };
  const announcement = signal('');
  const restores = createRestores(engine as EngineApi, announcement);
  return { restores, asked, announcement };
}

test('one item without a surprise is restored at once, in its place', async () => {
  const { restores, asked, announcement } = engineWith(planOf('make-again'));
  expect(await restores.restoreRow(ROW)).toBeNull();
  expect(asked).toEqual(['plan', 'restore']);
  expect(restores.rows.value.get(ROW)?.kind).toBe('restored');
  expect(isBack(restores.rows.value, ROW)).toBe(true);
  expect(announcement.value).toBe('Restored, equal.');
});

test('what is in its folder already is left alone and said so', async () => {
  const { restores, asked } = engineWith(planOf('here'));
  expect(await restores.restoreRow(ROW)).toBeNull();
  expect(asked).toEqual(['plan']);
  expect(restores.rows.value.get(ROW)?.kind).toBe('here');
  expect(isBack(restores.rows.value, ROW)).toBe(false);
});

test.each([
  ['Microsoft has to be asked first', planOf('make-again', { scopesMissing: ['Mail.ReadWrite'] })],
  ['it is in another folder', planOf('elsewhere')],
  ['it can’t be restored', planOf('cannot')],
  [
    'it was shared and may be in the recycle bin',
    planOf('make-again', {
      items: planOf('make-again').items.map((item) => ({
        ...item,
        willDiffer: [{ property: 'sharing', was: 'true', is: 'false' }],
      })),
      bin: { scopes: ['Files.ReadWrite.All'] },
    }),
  ],
  [
    'its folder has to be made again',
    planOf('make-again', {
      targets: [{ container: asId('gone'), path: 'Gone', exists: false, count: 1 }],
    }),
  ],
])('a plan is shown and nothing written when %s', async (_why, plan) => {
  const { restores, asked } = engineWith(plan);
  expect(await restores.restoreRow(ROW)).toBe(plan);
  expect(asked).toEqual(['plan']);
  expect(restores.rows.value.has(ROW)).toBe(false);
  expect(restores.openPlan('plan')?.plan).toBe(plan);
});

test.each([
  [
    'when the mailbox could not be asked',
    new Fault('offline', 'no network'),
    ended('equal'),
    'offline',
  ],
  ['when it could not be written', planOf('make-again'), ended('failed'), 'mailbox-full'],
  [
    'when the run ended early',
    planOf('make-again'),
    ended('equal', { result: null, endedBy: 'signed-out' }),
    'signed-out',
  ],
] as const)('a fault stays in its place %s', async (_when, plan, progress, code) => {
  const { restores } = engineWith(plan, progress);
  await restores.restoreRow(ROW);
  const state = restores.rows.value.get(ROW);
  expect(state?.kind === 'failed' && state.fault.code).toBe(code);
});

test('what was restored can be taken back from the same place', async () => {
  const { restores, asked } = engineWith(planOf('make-again'));
  await restores.restoreRow(ROW);
  await restores.undoRow(ROW);
  expect(asked).toEqual(['plan', 'restore', 'undo']);
  expect(restores.rows.value.get(ROW)?.kind).toBe('undone');
});

test('how far a plan is, is told, and whoever stops it is left with none', async () => {
  const { restores } = engineWith(planOf('make-again'));
  const told: unknown[] = [];
  const end = restores.planning.subscribe((planning) => told.push(planning));
  await restores.plan({ kind: 'rows', rows: [ROW] });
  expect(told).toEqual([null, { done: 0, total: 0 }, { done: 1, total: 2 }, null]);
  end();

  const stopped = restores.plan({ kind: 'rows', rows: [ROW] });
  restores.stopPlanning();
  await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
  expect(restores.planning.value).toBeNull();
});

test('a file that is there with other contents is asked about, and both are kept unless told otherwise', async () => {
  const item = { row, outcome: 'here', foundIn: null, sendBytes: 0, reason: null, willDiffer: [] };
  const plan = planOf('here', {
    source: 'drive',
    items: [{ ...item, outcome: 'here', hasOtherContent: true }],
  });
  const { restores, asked } = engineWith(plan);
  expect(await restores.restoreRow(ROW)).toBe(plan);
  expect(asked).toEqual(['plan']);
  expect(optionsFor(plan, false).conflict).toBe('keep-both');
  expect(optionsFor(plan, true).conflict).toBe('replace');
  expect(optionsFor(planOf('here'), true).conflict).toBeUndefined();
});
