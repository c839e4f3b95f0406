import { decodeText, encodeText } from '../lib/bytes.ts';
import type { Backend, ByteRange, FileInfo } from './backend.ts';
import type { MemoryBackend } from './memory.ts';
import type { NotePlace } from './notes.ts';
import type { Records } from './records.ts';

/** Something a run changed, in one of the places it writes to. */
export interface Step {
  place: string;
  operation: 'put' | 'remove';
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
  /** Moments on the recording's own clock, which counts beginnings and ends. */
  begun: number;
  /** When the program was told that it is done; infinite as long as it was not. */
  ended: number;
}

type Change = Pick<Step, 'place' | 'operation' | 'name' | 'bytes'>;

/** Everything a run writes and removes, over all its places, with what overlapped. For tests. */
export class Recording {
  readonly steps: Step[] = [];
  #moment = 0;

  async during(change: Change, work: () => Promise<void>): Promise<void> {
    const step: Step = { ...change, begun: this.#moment++, ended: Number.POSITIVE_INFINITY };
    this.steps.push(step);
    await work();
    step.ended = this.#moment++;
  }
}

/** A place of files; what changes nothing there is not recorded. */
export class RecordingBackend implements Backend, NotePlace {
  readonly #inner: MemoryBackend;
  readonly #recording: Recording;
  readonly #place: string;

  constructor(inner: MemoryBackend, recording: Recording, place: string) {
    this.#inner = inner;
    this.#recording = recording;
    this.#place = place;
  }

  get(name: string, range?: ByteRange): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.#inner.get(name, range);
  }

  async put(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if ((await this.#inner.get(name)) !== undefined) return;
    const change = { place: this.#place, operation: 'put', name, bytes: bytes.slice() } as const;
    await this.#recording.during(change, () => this.#inner.put(name, bytes));
  }

  async remove(name: string): Promise<void> {
    if ((await this.#inner.get(name)) === undefined) return;
    const bytes = new Uint8Array();
    const change = { place: this.#place, operation: 'remove', name, bytes } as const;
    await this.#recording.during(change, () => this.#inner.remove(name));
  }

  list(prefix: string): AsyncIterable<FileInfo> {
    return this.#inner.list(prefix);
  }

  /** Of the notes only locks mean anything to a program. */
  async writeNote(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if (!name.startsWith('locks/')) return;
    const change = { place: this.#place, operation: 'put', name, bytes: bytes.slice() } as const;
    await this.#recording.during(change, async () => this.#inner.damage(name, bytes));
  }
}

/** Records that lie in memory as files do, so that a recording can be played again. */
export class RecordingRecords implements Records {
  readonly #inner: MemoryBackend;
  readonly #recording: Recording;
  readonly #place: string;

  constructor(inner: MemoryBackend, recording: Recording, place: string) {
    this.#inner = inner;
    this.#recording = recording;
    this.#place = place;
  }

  async read(name: string): Promise<unknown> {
    const bytes = await this.#inner.get(name);
    if (bytes === undefined) return undefined;
    try {
      return JSON.parse(decodeText(bytes));
    } catch {
      // Cut off by a crash: as if it never was.
      return undefined;
    }
  }

  async write(name: string, value: unknown): Promise<void> {
    const bytes = encodeText(JSON.stringify(value));
    const change = { place: this.#place, operation: 'put', name, bytes } as const;
    await this.#recording.during(change, async () => this.#inner.damage(name, bytes));
  }

  async remove(name: string): Promise<void> {
    const bytes = new Uint8Array();
    const change = { place: this.#place, operation: 'remove', name, bytes } as const;
    await this.#recording.during(change, () => this.#inner.remove(name));
  }
}
