import { Fault } from '../model/fault.ts';
import type { Backend, ByteRange, FileInfo } from './backend.ts';

export interface Write {
  operation: 'put' | 'remove';
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
  /** Counts writes from 0. */
  number: number;
}

/**
 * - `fail`: this write fails with the fault; the next one works again.
 * - `stop`: the program dies here: nothing more is read or written. `tear` says how much of the
 *   file lies under its name then: `none` (no file), a number of bytes (0 is an empty file), or
 *   `full` (it was stored, and nobody was told).
 */
export type Trouble =
  | { kind: 'fail'; fault: Fault }
  | { kind: 'stop'; tear: 'none' | 'full' | number };

/** Wraps a backend, keeps a log of what was written and fails where it is told. For tests. */
export class FaultyBackend implements Backend {
  readonly log: Write[] = [];
  readonly #inner: Backend;
  readonly #plan: (write: Write) => Trouble | undefined;
  #hasStopped = false;

  constructor(inner: Backend, plan: (write: Write) => Trouble | undefined = () => undefined) {
    this.#inner = inner;
    this.#plan = plan;
  }

  get hasStopped(): boolean {
    return this.#hasStopped;
  }

  async get(name: string, range?: ByteRange): Promise<Uint8Array<ArrayBuffer> | undefined> {
    this.#checkRunning();
    return this.#inner.get(name, range);
  }

  async put(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const trouble = this.#begin('put', name, bytes);
    if (trouble?.kind === 'fail') throw trouble.fault;
    if (trouble === undefined) return this.#inner.put(name, bytes);
    if (trouble.tear === 'full') await this.#inner.put(name, bytes);
    else if (trouble.tear !== 'none') await this.#inner.put(name, bytes.slice(0, trouble.tear));
    throw stopped();
  }

  async remove(name: string): Promise<void> {
    const trouble = this.#begin('remove', name, new Uint8Array());
    if (trouble?.kind === 'fail') throw trouble.fault;
    if (trouble === undefined || trouble.tear === 'full') await this.#inner.remove(name);
    if (trouble !== undefined) throw stopped();
  }

  async *list(prefix: string): AsyncIterable<FileInfo> {
    this.#checkRunning();
    yield* this.#inner.list(prefix);
  }

  #begin(
    operation: Write['operation'],
    name: string,
    bytes: Uint8Array<ArrayBuffer>,
  ): Trouble | undefined {
    this.#checkRunning();
    // A copy: whoever wrote may use the memory again.
    const write = { operation, name, bytes: bytes.slice(), number: this.log.length };
    this.log.push(write);
    const trouble = this.#plan(write);
    if (trouble?.kind === 'stop') this.#hasStopped = true;
    return trouble;
  }

  #checkRunning(): void {
    if (this.#hasStopped) throw stopped();
  }
}

function stopped(): Fault {
  return new Fault('unexpected', 'the program was stopped here');
}
