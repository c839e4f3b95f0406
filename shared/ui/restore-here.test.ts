import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import { Fault } from '../model/fault.ts';
import { asId } from '../model/ids.ts';
import type { RestoreProgress } from '../model/job.ts';
import type { SignIn } from '../model/platform.ts';
import type { RestoredItem, RestorePlan } from '../model/restore.ts';
import { createHereRestores, type HereParts } from './restore-here.ts';

const ROWS = [7, 8];
const items = ROWS.map(
  (row): RestoredItem => ({
    // Only its number matters here.
    row: { row } as RestoredItem['row'],
    outcome: 'make-again',
    state: 'equal',
    nowId: asId(`now-${row}`),
    differences: [],
    fault: null,
  }),
);
const PLAN: RestorePlan = {
  id: 'plan',
  account: asId('account'),
  source: 'mail',
  askedAt: '2026-11-26T14:21:00Z',
  items: items.map(({ row, outcome }) => ({
    row,
    outcome,
    foundIn: null,
    sendBytes: 0,
    reason: null,
    willDiffer: [],
  })),
  targets: [{ container: asId('c'), path: 'Clients / Harbour', exists: false, count: 2 }],
  scopesMissing: [],
};
const ENDED: RestoreProgress = {
  kind: 'restore',
  id: asId('job'),
  account: asId('account'),
  source: 'mail',
  startedAt: '2026-11-26T14:21:00Z',
  state: { kind: 'ended' },
  done: 2,
  total: 2,
  failed: 0,
  leftMs: null,
  journal: asId('journal'),
  result: { items, stopped: false },
  endedBy: null,
};

/** Hands out one plan and one ending, and notes what it was asked for in order. */
function parts(plan: RestorePlan | Fault = PLAN) {
  const asked: string[] = [];
  const made: HereParts = {
    announcement: signal(''),
    platform: {
      async signIn(scopes) {
        asked.push(`sign in for ${scopes.join()}`);
        return {} as SignIn;
      },
    },
    engine: {
      async planRestore() {
        asked.push('plan');
        if (plan instanceof Fault) throw plan;
        return plan;
      },
      async startRestore() {
        asked.push('restore');
        return asId('job');
      },
      async startUndo(journal) {
        asked.push(`undo ${journal}`);
        return asId('job');
      },
      async *watchJob() {
        yield ENDED;
      },
    },
  };
  return { made, asked };
}

test('rows are restored without a further click, and what became of each is told', async () => {
  const { made, asked } = parts();
  const here = createHereRestores(made);
  await here.restore(ROWS);
  expect(asked).toEqual(['plan', 'restore']);
  expect(here.run.value).toMatchObject({ kind: 'restored', madeFolders: ['Clients / Harbour'] });
  expect([...here.outcomes.value.keys()]).toEqual(ROWS);
  expect(made.announcement.value).toBe('2 messages are back.');
});

test('undo takes back what the latest did, and says so', async () => {
  const { made, asked } = parts();
  const here = createHereRestores(made);
  await here.restore(ROWS);
  await here.undo();
  expect(asked).toEqual(['plan', 'restore', 'undo journal']);
  expect(here.run.value?.kind).toBe('undone');
  expect(here.outcomes.value.size).toBe(0);
});

test('without the right to write nothing is written before the person has allowed it', async () => {
  const { made, asked } = parts({ ...PLAN, scopesMissing: ['Mail.ReadWrite'] });
  const here = createHereRestores(made);
  await here.restore(ROWS);
  expect(here.run.value?.kind).toBe('consent');
  expect(asked).toEqual(['plan']);
  await here.allow();
  expect(asked).toEqual(['plan', 'sign in for Mail.ReadWrite', 'restore']);
  expect(here.run.value?.kind).toBe('restored');
});

test('what goes wrong is told in its place', async () => {
  const { made } = parts(new Fault('offline', 'no network'));
  const here = createHereRestores(made);
  await here.restore(ROWS);
  expect(here.run.value).toMatchObject({ kind: 'failed', rows: ROWS, fault: { code: 'offline' } });
});
