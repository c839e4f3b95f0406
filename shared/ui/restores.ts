import { type Signal, signal } from '@preact/signals';
import type { RestorePlan } from '../model/restore.ts';
import type { RestoreSelection } from '../model/restore-selection.ts';
import type { Planning } from '../rpc/files-api.ts';
import type { EngineApi } from '../rpc/protocol.ts';
import type { OpenPlan, Restores, RowRestore } from './row-restores.ts';

export function createRestores(engine: EngineApi, announcement: Signal<string>): Restores {
  const rows = signal<ReadonlyMap<number, RowRestore>>(new Map());
  const planning = signal<Pick<Planning, 'done' | 'total'> | null>(null);
  const open = new Map<string, OpenPlan>();
  const stops = new Set<AbortController>();
  // Loaded when the first thing is to be restored.
  const acts = async () => {
    const { createRestoreActs } = await import('./restore-acts.ts');
    return createRestoreActs({ engine, announcement, rows, plan });
  };

  async function plan(selection: RestoreSelection): Promise<RestorePlan> {
    const stop = new AbortController();
    stops.add(stop);
    try {
      const { followPlan } = await import('./restore-acts.ts');
      const made = await followPlan(engine, selection, planning, stop.signal);
      open.set(made.id, { plan: made, selection });
      return made;
    } finally {
      stops.delete(stop);
      if (stops.size === 0) planning.value = null;
    }
  }

  return {
    rows,
    plan,
    planning,
    stopPlanning() {
      for (const stop of stops) stop.abort();
    },
    openPlan: (id) => open.get(id),
    forget() {
      open.clear();
      rows.value = new Map();
    },
    restoreRow: async (row) => (await acts()).restoreRow(row),
    undoRow: async (row) => (await acts()).undoRow(row),
    async follow() {
      const isAny = [...rows.peek().values()].some(({ kind }) => kind === 'restored');
      if (isAny) await (await acts()).follow();
    },
  };
}

/** Restored since the page was opened: the copy learns of it with its next run only. */
export function isBack(rows: ReadonlyMap<number, RowRestore>, row: number): boolean {
  const state = rows.get(row);
  return state?.kind === 'restored' && state.item.state !== 'left-alone';
}
