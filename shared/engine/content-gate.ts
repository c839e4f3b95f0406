import type { Clock } from '../lib/clock.ts';
import type { Choice } from '../model/choice.ts';
import { Fault } from '../model/fault.ts';
import type { EngineParts } from './engine-parts.ts';
import type { Patience } from './patience.ts';

/** A place that is nearly full is asked about while there is still room to tidy up in. */
const FULL_SHARE = 0.9;
const LOOK_AGAIN_MS = 60_000;
/** How much was free when somebody said that it goes on: asked again at half of that. */
const SAID = 'room-said';

export interface GateParts extends Pick<EngineParts, 'connection' | 'readRoom' | 'records'> {
  clock: Clock;
  choice: Choice;
  /** Whether anybody is there to be asked. */
  patience: Patience;
  /** Whether what the browser says of its room is about the place copies go to. */
  isRoomKnown(): boolean;
}

/**
 * Lets contents pass, or says why a person should be asked first: the connection costs money, or what
 * is still to come does not fit. Lists are read in any case. For one run: what a person has said
 * holds until its end.
 */
export class ContentGate {
  readonly #parts: GateParts;
  readonly #allowed = new Set<'metered' | 'room-ahead'>();
  #freeBytes: number | null = null;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: GateParts) {
    this.#parts = parts;
  }

  /** The connection costs money, and nobody has said that it may. */
  get isMetered(): boolean {
    const { connection, choice } = this.#parts;
    if (!choice.waitsOnMetered || this.#allowed.has('metered')) return false;
    return connection?.isMetered() ?? false;
  }

  /** Faults: `metered`, `room-ahead`. `wantedBytes` is what is to be fetched, as it is listed. */
  async begin(wantedBytes: number): Promise<void> {
    this.#checkConnection();
    await this.#checkRoom(wantedBytes);
  }

  /** Called often, while contents come. The same faults. */
  async step(): Promise<void> {
    this.#checkConnection();
    if (this.#parts.clock.now() - this.#lookedAt >= LOOK_AGAIN_MS) await this.#checkRoom(0);
  }

  /** Tells when the connection begins to cost money. */
  async *watch(signal: AbortSignal): AsyncGenerator<Fault, void> {
    for await (const _ of this.#parts.connection?.watch(signal) ?? []) {
      if (this.isMetered) yield meteredFault();
    }
  }

  /** The waiting is over: by itself, or because a person said so. */
  async goOn(reason: 'metered' | 'room-ahead'): Promise<void> {
    if (reason === 'room-ahead') await this.#parts.records.write(SAID, this.#freeBytes);
    const isOverByItself = reason === 'metered' && !this.#parts.connection?.isMetered();
    if (!isOverByItself) this.#allowed.add(reason);
  }

  async #isNearlyFull(freeBytes: number, totalBytes: number | null): Promise<boolean> {
    if (totalBytes === null || freeBytes >= totalBytes * (1 - FULL_SHARE)) return false;
    const said = await this.#parts.records.read(SAID);
    return typeof said !== 'number' || freeBytes < said / 2;
  }

  #checkConnection(): void {
    if (this.isMetered) throw meteredFault();
  }

  async #checkRoom(wantedBytes: number): Promise<void> {
    const { readRoom, patience, clock, isRoomKnown } = this.#parts;
    if (patience === 'brief' || this.#allowed.has('room-ahead') || !isRoomKnown()) return;
    this.#lookedAt = clock.now();
    const { freeBytes, totalBytes = null } = await readRoom();
    if (freeBytes === null) return;
    this.#freeBytes = freeBytes;
    if (wantedBytes > freeBytes || (await this.#isNearlyFull(freeBytes, totalBytes))) {
      throw new Fault('room-ahead', 'what is still to be fetched may not fit');
    }
  }
}

function meteredFault(): Fault {
  return new Fault('metered', 'the connection costs money, and contents wait for another one');
}
