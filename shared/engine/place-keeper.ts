import { Fault } from '../model/fault.ts';
import type { FirstPlaceStatus } from '../rpc/protocol.ts';
import type { EngineParts } from './engine-parts.ts';
import type { FirstPlace, FirstPlaceHooks } from './first-place.ts';

/** As it is with nearly everybody. */
const IN_BROWSER: Omit<FirstPlaceStatus, 'isAway'> = {
  folder: null,
  trouble: null,
  moving: null,
  left: [],
};

/** Where the copy lies first. Whatever has to do with folders is loaded when there is one. */
export class PlaceKeeper {
  readonly #parts: EngineParts;
  readonly #hooks: FirstPlaceHooks;
  #opening: Promise<FirstPlace> | null = null;
  #place: FirstPlace | null = null;

  constructor(parts: EngineParts, hooks: FirstPlaceHooks) {
    this.#parts = parts;
    this.#hooks = hooks;
  }

  get status(): Omit<FirstPlaceStatus, 'isAway'> {
    return this.#place?.status ?? IN_BROWSER;
  }

  /** Before the repository is opened: turns to where it lies. Faults: those of the records. */
  async start(): Promise<void> {
    const { firstPlace, elsewhere, records } = this.#parts;
    if (firstPlace === undefined) return;
    const known = [await elsewhere.read('first-place'), await records.read('moving')];
    if (known.some((record) => record !== undefined)) await this.use();
  }

  /** Fault `unsupported` where the copy stays where it is. */
  use(): Promise<FirstPlace> {
    this.#opening ??= this.#open();
    return this.#opening;
  }

  /** Lets go of a folder. */
  async close(): Promise<void> {
    await this.#place?.close();
  }

  async #open(): Promise<FirstPlace> {
    const { firstPlace } = this.#parts;
    if (firstPlace === undefined) throw new Fault('unsupported', 'the copy stays where it is');
    const { FirstPlace } = await import('./first-place.ts');
    this.#place = await FirstPlace.open({ ...this.#parts, firstPlace }, this.#hooks);
    return this.#place;
  }
}
