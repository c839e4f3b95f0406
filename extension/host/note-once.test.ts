import { expect, test } from 'vitest';
import { MemoryStorage } from '../../tests/memory-storage.ts';
import type { Signal } from '../messages.ts';
import { noteOnce } from './note-once.ts';

function signal(id: string): Signal {
  return { to: 'signal', badge: 'key', title: 'Holdfast', note: { id, title: 'T', text: 'x' } };
}

test('a note is shown once, also after a restart, and another one again', () => {
  const storage = new MemoryStorage();
  expect(noteOnce(signal('a'), storage, true).note?.id).toBe('a');
  expect(noteOnce(signal('a'), storage, true).note).toBeNull();
  expect(noteOnce(signal('b'), storage, true).note?.id).toBe('b');
  expect(noteOnce(signal('a'), storage, true).note).toBeNull();
});

test('notes that are turned off are not shown, and not taken for shown', () => {
  const storage = new MemoryStorage();
  expect(noteOnce(signal('a'), storage, false).note).toBeNull();
  expect(noteOnce(signal('a'), storage, true).note?.id).toBe('a');
});
