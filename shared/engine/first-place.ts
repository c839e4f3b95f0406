import type { Backend } from '../backend/backend.ts';
import { toHex } from '../lib/bytes.ts';
import { Fault, isAbort, isFault, toFault } from '../model/fault.ts';
import { Repository } from '../repository/repository.ts';
import type { FirstPlaceStatus, FolderLook, PlaceMove } from '../rpc/protocol.ts';
import type { EngineParts, FirstPlaceParts } from './engine-parts.ts';
import { FirstFolder } from './first-folder.ts';
import {
  FIRST_PLACE,
  type FirstPlaceRecord,
  keyOf,
  MOVING,
  nameOf,
  type Place,
  readFirstPlace,
  readMove,
} from './first-place-record.ts';
import { writeFolderNotes } from './folder-notes.ts';
import { lookInFolder, removeRepository, tidyFolder } from './look-in-folder.ts';
import { troubleOf } from './mirror-trouble.ts';
import { MoveTrouble, moveRepository } from './move-repository.ts';
import { Turns } from './turns.ts';

const LOCK = 'first-folder-lock';
const LOCK_ID_BYTES = 16;
const SUBFOLDER = 'Holdfast';
const LOOKED_AT = 'looked-at';

export interface FirstPlaceHooks {
  /** Nothing is under way during `change`; afterwards what lies at the place is opened anew. */
  atRest<T>(change: () => Promise<T>): Promise<T>;
  /** The status has changed. */
  changed(): void;
  /** The mirror's folder, and an end to it: a place can't be its own second copy. */
  readMirrorFolder(): Promise<FileSystemDirectoryHandle | null>;
  dropMirror(): Promise<void>;
}

type Parts = Pick<EngineParts, 'records' | 'elsewhere' | 'clock' | 'software' | 'report'> &
  Pick<EngineParts, 'randomBytes' | 'newId'> & { firstPlace: FirstPlaceParts };

/**
 * Where the copy lies first, and its way to another place: everything is copied and read back while
 * the engine works on, what has come meanwhile is copied at rest, and then one record is written.
 * Before that record the copy lies where it was; after it, in the new place. Nothing is removed.
 */
export class FirstPlace {
  readonly #parts: Parts;
  readonly #hooks: FirstPlaceHooks;
  readonly #turns = new Turns();
  readonly #lockId: string;
  #record: FirstPlaceRecord;
  #folder: FirstFolder | null = null;
  #to: Place | null;
  #move: PlaceMove | null = null;
  #stop = new AbortController();
  #isClosed = false;

  private constructor(parts: Parts, hooks: FirstPlaceHooks, known: Known) {
    this.#parts = parts;
    this.#hooks = hooks;
    this.#record = known.record;
    this.#lockId = known.lockId;
    this.#to = known.to;
    if (known.to) this.#move = { folder: nameOf(known.to), running: null, trouble: null };
    this.#turnTo(known.record.place);
  }

  /** Faults: those of the records. */
  static async open(parts: Parts, hooks: FirstPlaceHooks): Promise<FirstPlace> {
    const record = await readFirstPlace(parts.elsewhere);
    const to = (await readMove(parts.records))?.to ?? null;
    const known = await parts.records.read(LOCK);
    const lockId = typeof known === 'string' ? known : toHex(parts.randomBytes(LOCK_ID_BYTES));
    if (lockId !== known) await parts.records.write(LOCK, lockId);
    const place = new FirstPlace(parts, hooks, { record, lockId, to });
    // A crash between the switch and its last word.
    if (to !== null && keyOf(to) === keyOf(record.place)) await place.stopMoving();
    return place;
  }

  get status(): Omit<FirstPlaceStatus, 'isAway'> {
    const left = this.#record.left.map((each) => ({ key: keyOf(each), folder: nameOf(each) }));
    const folder = nameOf(this.#record.place);
    return { folder, trouble: this.#folder?.trouble ?? null, moving: this.#move, left };
  }

  /** See `EngineApi.lookInFolder`. */
  async look(folder: FileSystemDirectoryHandle): Promise<FolderLook> {
    const { kind, id } = await this.#looked(folder);
    const here = await this.#idHere();
    const isThisOne = kind === 'copy' && here !== null ? id === here : null;
    return { kind, isThisOne, isFirst: await this.#isFirst(folder) };
  }

  /** Fault `conflict` for the folder the copy lies in. */
  async checkIsOther(folder: FileSystemDirectoryHandle): Promise<void> {
    if (await this.#isFirst(folder)) throw new Fault('conflict', 'the copy itself lies there');
  }

  /** See `EngineApi.keepInFolder`. */
  async keepInFolder(
    picked: FileSystemDirectoryHandle,
    inside: boolean,
  ): Promise<'begins' | 'opened' | 'moves'> {
    const folder = inside
      ? await picked.getDirectoryHandle(SUBFOLDER, { create: true }).catch((error: unknown) => {
          throw new Fault('forbidden', 'no folder can be made there', { cause: error });
        })
      : picked;
    const { kind, isThisOne, isFirst } = await this.look(folder);
    if (isFirst) return kind === 'copy' ? 'opened' : 'begins';
    const isFit = kind === 'empty' || (kind === 'copy' && isThisOne !== false);
    if (!isFit) throw new Fault('conflict', 'something else lies there');
    const to = await this.#remember(folder, kind === 'copy');
    if ((await this.#idHere()) !== null) {
      await this.#beginMove(to);
      return 'moves';
    }
    await this.#switchTo(to, folder);
    return kind === 'copy' ? 'opened' : 'begins';
  }

  /** See `EngineApi.keepInBrowser`. */
  async keepInBrowser(): Promise<void> {
    if (this.#record.place.kind === 'folder') await this.#beginMove({ kind: 'browser' });
  }

  /** See `EngineApi.openFirstPlace`. Answers whether the place can be read. */
  async tryAgain(evenIfOpen: boolean): Promise<boolean> {
    if (evenIfOpen) this.#folder?.allowOpen();
    const isThere = await this.#canRead();
    if (isThere) this.moveOn();
    return isThere;
  }

  /** See `EngineApi.findFirstFolder`. */
  async find(folder: FileSystemDirectoryHandle): Promise<void> {
    const { kind, id } = await this.#looked(folder);
    if (kind !== 'copy') throw new Fault('not-found', 'no copy lies there');
    const expected = await this.#idExpected();
    if (expected !== null && expected !== id) throw new Fault('conflict', 'another copy');
    const before = this.#record.place;
    await this.#switchTo(await this.#remember(folder, true), folder, this.#record.left);
    if (before.kind === 'folder') await this.#parts.firstPlace.folder(before.key).forget();
  }

  /** See `EngineApi.giveUpFolder`. */
  async giveUp(): Promise<void> {
    const before = this.#record.place;
    if (before.kind === 'browser') return;
    const left = this.#record.left.filter(({ kind }) => kind !== 'browser');
    await this.#switchTo({ kind: 'browser' }, null, left);
    await this.#parts.firstPlace.folder(before.key).forget();
  }

  /** See `EngineApi.stopMoving`. */
  async stopMoving(): Promise<void> {
    this.#stop.abort();
    await this.#turns.take(async () => {
      await this.#parts.records.remove(MOVING);
      const to = this.#to;
      this.#to = null;
      if (to?.kind === 'folder' && keyOf(to) !== keyOf(this.#record.place)) {
        await this.#parts.firstPlace.folder(to.key).forget();
      }
      this.#tellMove(null);
    });
  }

  /** See `EngineApi.removeLeftCopy`. */
  async removeLeft(key: string): Promise<void> {
    const place = this.#record.left.find((each) => keyOf(each) === key);
    if (place === undefined) return;
    const here = await this.#idHere();
    if (here === null) throw new Fault('conflict', 'there is no copy but that one');
    const backend = await this.#backendOf(place);
    const there = await Repository.inspect(backend);
    if (there.kind !== 'none') {
      if (there.id !== here) throw new Fault('conflict', 'another copy lies there');
      await removeRepository(backend);
    }
    const left = this.#record.left.filter((each) => keyOf(each) !== key);
    if (place.kind === 'folder') {
      const kept = this.#parts.firstPlace.folder(place.key);
      const folder = await kept.read();
      if (folder !== null) await tidyFolder(folder);
      await kept.forget();
    }
    await this.#write({ ...this.#record, left });
    this.#hooks.changed();
  }

  /** See `EngineApi.readPlaceFolder`. */
  async readFolder(key: string | null): Promise<FileSystemDirectoryHandle | null> {
    const places = [this.#folder?.trouble == null ? this.#to : null, this.#record.place];
    const place =
      key === null
        ? places.find((each) => each?.kind === 'folder')
        : this.#record.left.find((each) => keyOf(each) === key);
    return place?.kind === 'folder' ? this.#parts.firstPlace.folder(place.key).read() : null;
  }

  /** Goes on with a move; nobody waits for it, and the status tells how it goes. */
  moveOn(): void {
    if (this.#to === null || this.#isClosed || this.#move?.running != null) return;
    const to = this.#to;
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.#tellMove({ folder: nameOf(to), running: { doneBytes: 0, totalBytes: 0 }, trouble: null });
    void this.#turns.take(() => this.#moveTo(to, signal));
  }

  /** Stops after the file in hand, and lets go of the folder. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#stop.abort();
    await this.#turns.take(async () => {});
    await this.#folder?.close();
  }

  async #beginMove(to: Place): Promise<void> {
    if (this.#to !== null) throw new Fault('conflict', 'the copy is on its way already');
    await this.#parts.records.write(MOVING, { to });
    this.#to = to;
    this.moveOn();
  }

  async #moveTo(to: Place, signal: AbortSignal): Promise<void> {
    const { firstPlace, records, report } = this.#parts;
    try {
      signal.throwIfAborted();
      const target = await this.#backendOf(to);
      const parts = { from: firstPlace.backend, to: target, signal };
      await moveRepository({
        ...parts,
        // What an earlier try has left may not have come to the disk.
        recheck: true,
        onProgress: (running) => this.#tellMove({ folder: nameOf(to), running, trouble: null }),
      });
      const folder = to.kind === 'folder' ? await firstPlace.folder(to.key).read() : null;
      const arrived = to.kind === 'folder' ? { ...to, hadCopy: true } : to;
      await this.#switchTo(arrived, folder, this.#leftAfter(to), () => moveRepository(parts));
      await records.remove(MOVING);
      this.#to = null;
      this.#tellMove(null);
    } catch (error) {
      const fault = toFault(error);
      const isTold = !isAbort(error);
      if (isTold) report(`moving the copy: ${fault.code}, ${fault.message}`);
      const trouble = error instanceof MoveTrouble ? error.trouble : troubleOf(fault);
      // Trouble with the place it comes from is told of that.
      const isOurs = isTold && fault.code !== 'away';
      this.#tellMove({ folder: nameOf(to), running: null, trouble: isOurs ? trouble : null });
    }
  }

  #leftAfter(to: Place): readonly Place[] {
    const before = this.#record.place;
    return [before, ...this.#record.left].filter((each) => keyOf(each) !== keyOf(to));
  }

  /** The record is what counts: a crash before it, and the copy lies where it was. */
  async #switchTo(
    place: Place,
    folder: FileSystemDirectoryHandle | null,
    left: readonly Place[] = [],
    before: () => Promise<void> = async () => {},
  ): Promise<void> {
    const others = folder === null ? left : await this.#without(left, folder);
    const mirror = folder === null ? null : await this.#hooks.readMirrorFolder();
    if (mirror !== null && folder !== null && (await mirror.isSameEntry(folder))) {
      await this.#hooks.dropMirror();
    }
    await this.#hooks.atRest(async () => {
      await before();
      await this.#folder?.close();
      await this.#write({ place, left: others });
      this.#turnTo(place);
    });
    await this.#writeNotes();
  }

  /** A place that is gone back to is no place of before any more. */
  async #without(left: readonly Place[], folder: FileSystemDirectoryHandle): Promise<Place[]> {
    const others: Place[] = [];
    for (const each of left) {
      const known =
        each.kind === 'folder' ? await this.#parts.firstPlace.folder(each.key).read() : null;
      if (known === null || !(await known.isSameEntry(folder))) others.push(each);
    }
    return others;
  }

  #turnTo(place: Place): void {
    const { firstPlace, elsewhere, clock, software, report } = this.#parts;
    this.#folder = null;
    if (place.kind === 'browser') {
      firstPlace.backend.use(firstPlace.browser);
      return;
    }
    this.#folder = new FirstFolder({
      open: () => firstPlace.folder(place.key).open(),
      isExpected: async () => place.hadCopy || (await elsewhere.read('repository')) !== undefined,
      clock,
      software,
      lockId: this.#lockId,
      changed: () => this.#hooks.changed(),
      report,
    });
    firstPlace.backend.use(this.#folder);
  }

  /** Not worth failing for: the next start writes them. */
  async #writeNotes(): Promise<void> {
    const page = await this.#parts.firstPlace.readRecoverPage();
    await this.#folder
      ?.writeNotes((place) => writeFolderNotes(place, page))
      .catch((error: unknown) => this.#parts.report(`notes: ${toFault(error).code}`));
  }

  async #remember(folder: FileSystemDirectoryHandle, hadCopy: boolean): Promise<Place> {
    const key = `first-${this.#parts.newId()}`;
    await this.#parts.firstPlace.folder(key).keep(folder);
    return { kind: 'folder', key, name: folder.name, hadCopy };
  }

  async #looked(folder: FileSystemDirectoryHandle) {
    const kept = this.#parts.firstPlace.folder(LOOKED_AT);
    await kept.keep(folder);
    try {
      return await lookInFolder(folder, await kept.open());
    } finally {
      await kept.forget();
    }
  }

  async #isFirst(folder: FileSystemDirectoryHandle): Promise<boolean> {
    const { place } = this.#record;
    if (place.kind === 'browser') return false;
    const first = await this.#parts.firstPlace.folder(place.key).read();
    return first !== null && (await first.isSameEntry(folder));
  }

  /** Of the repository at the place; null when there is none. Faults: those of the place. */
  async #idHere(): Promise<string | null> {
    const found = await Repository.inspect(this.#parts.firstPlace.backend);
    return found.kind === 'none' ? null : found.id;
  }

  async #idExpected(): Promise<string | null> {
    const known: unknown = await this.#parts.elsewhere.read('repository');
    const isKnown = typeof known === 'object' && known !== null && 'repositoryId' in known;
    return isKnown && typeof known.repositoryId === 'string' ? known.repositoryId : null;
  }

  async #canRead(): Promise<boolean> {
    try {
      await this.#parts.firstPlace.backend.get('format');
      return true;
    } catch (error) {
      if (isFault(error, 'away')) return false;
      throw error;
    }
  }

  async #backendOf(place: Place): Promise<Backend> {
    const { firstPlace } = this.#parts;
    return place.kind === 'browser' ? firstPlace.browser : firstPlace.folder(place.key).open();
  }

  async #write(record: FirstPlaceRecord): Promise<void> {
    await this.#parts.elsewhere.write(FIRST_PLACE, record);
    this.#record = record;
  }

  #tellMove(move: PlaceMove | null): void {
    this.#move = move;
    this.#hooks.changed();
  }
}

interface Known {
  record: FirstPlaceRecord;
  lockId: string;
  to: Place | null;
}
