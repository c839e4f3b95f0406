import type { Signal } from '../messages.ts';

const KEY = 'holdfast.noted';
/** Enough that what was said of one account does not bring back what was said of another. */
const REMEMBERED = 20;

/** The signal without a note that was shown before, or that the person wants none of. */
export function noteOnce(signal: Signal, storage: Storage, wanted: boolean): Signal {
  const { note } = signal;
  if (note === null) return signal;
  const noted = read(storage);
  if (!wanted || noted.includes(note.id)) return { ...signal, note: null };
  storage.setItem(KEY, JSON.stringify([note.id, ...noted].slice(0, REMEMBERED)));
  return signal;
}

function read(storage: Storage): string[] {
  try {
    const ids: unknown = JSON.parse(storage.getItem(KEY) ?? '[]');
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
  } catch {
    return [];
  }
}
