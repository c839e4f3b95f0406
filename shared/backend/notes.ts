import type { Backend } from './backend.ts';

/**
 * Files for people beside a repository's own: they are not part of it, have names it would not
 * take, and may be written again, which its files never are (docs/repository-format.md, *Files*).
 */
const NOTE = /^(?:README\.txt|recover\.html|locks\/[0-9a-f]{32}\.lock)$/;

/** A place that keeps notes; those in `locks/` are read, listed and removed like other files. */
export interface NotePlace {
  /** Writes it or replaces it as a whole. Faults: those of `Backend.put`. */
  writeNote(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
}

/** Another name is a bug of ours. */
export function checkNoteName(name: string): void {
  if (!NOTE.test(name)) throw new Error(`not a note's name: ${name}`);
}

export function isNoteName(name: string): boolean {
  return NOTE.test(name);
}

export function keepsNotes(backend: Backend): backend is Backend & NotePlace {
  return 'writeNote' in backend;
}
