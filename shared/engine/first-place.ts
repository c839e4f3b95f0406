import { toHex } from '../lib/bytes.ts';
import { Fault, isAbort, isFault, toFault } from '../model/fault.ts';
import { Repository } from '../repository/repository.ts';
import type { FirstPlaceStatus, FolderLook, PlaceMove } from '../rpc/protocol.ts';
import type { EngineParts, FirstPlaceParts } from './engine-parts.ts';
import { FirstFolder } from './first-folder.ts';
import { keyOf, MOVING, nameOf, type Place, readMove } from './first-place-record.ts';
import { writeFolderNotes } from './folder-notes.ts';
import { removeRepository, tidyFolder } from './look-in-folder.ts';
import { troubleOf } from './mirror-trouble.ts';
import { MoveTrouble, moveRepository } from './move-repository.ts';
import { PlaceBook } from './place-book.ts';
import { Turns } from './turns.ts';

const LOCK = 'first-folder-lock';
const LOCK_ID_BYTES = 16;
const SUBFOLDER = 'Holdfast';

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
  readonly #book: PlaceBook;
  #folder: FirstFolder | null = null;
  #to: Place | null;
  #move: PlaceMove | null = null;
  #stop = new AbortController();
  #isClosed = false;

  private constructor(parts: Parts, hooks: FirstPlaceHooks, known: Known) {
    this.#parts = parts;
    this.#hooks = hooks;
    this.#book = known.book;
    this.#lockId = known.lockId;
    this.#to = known.to;
    if (known.to) this.#move = { folder: nameOf(known.to), running: null, trouble: null };
    this.#turnTo(known.book.place);
  }

  /** Faults: those of the records. */
  static async open(parts: Parts, hooks: FirstPlaceHooks): Promise<FirstPlace> {
    const book = await PlaceBook.open(parts);
    const to = (await readMove(parts.records))?.to ?? null;
    const known = await parts.records.read(LOCK);
    const lockId = typeof known === 'string' ? known : toHex(parts.randomBytes(LOCK_ID_BYTES));
    if (lockId !== known) await parts.records.write(LOCK, lockId);
    const place = new FirstPlace(parts, hooks, { book, lockId, to });
    // A crash between the switch and its last word.
    if (to !== null && keyOf(to) === keyOf(book.place)) await place.stopMoving();
    return place;
  }

  get status(): Omit<FirstPlaceStatus, 'isAway'> {
    const left = this.#book.left.map((each) => ({ key: keyOf(each), folder: nameOf(each) }));
    const folder = nameOf(this.#book.place);
    return { folder, trouble: this.#folder?.trouble ?? null, moving: this.#move, left };
  }

  /** See `EngineApi.lookInFolder`. */
  async look(folder: FileSystemDirectoryHandle): Promise<FolderLook> {
    const { kind, id } = await this.#book.look(folder);
    const here = await this.#book.idHere();
    const isThisOne = kind === 'copy' && here !== null ? id === here : null;
    return { kind, isThisOne, isFirst: await this.#book.isFirst(folder) };
  }

  /** Fault `conflict` for the folder the copy lies in. */
  async checkIsOther(folder: FileSystemDirectoryHandle): Promise<void> {
    if (await this.#book.isFirst(folder)) throw new Fault('conflict', 'the copy itself lies there');
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
    const to = await this.#book.remember(folder, kind === 'copy');
    if ((await this.#book.idHere()) !== null) {
      await this.#beginMove(to);
      return 'moves';
    }
    await this.#switchTo(to, folder);
    return kind === 'copy' ? 'opened' : 'begins';
  }

  /** See `EngineApi.keepInBrowser`. */
  async keepInBrowser(): Promise<void> {
    if (this.#book.place.kind === 'folder') await this.#beginMove({ kind: 'browser' });
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
    const { kind, id } = await this.#book.look(folder);
    if (kind !== 'copy') throw new Fault('not-found', 'no copy lies there');
    const expected = await this.#book.idExpected();
    if (expected !== null && expected !== id) throw new Fault('conflict', 'another copy');
    const before = this.#book.place;
    await this.#switchTo(await this.#book.remember(folder, true), folder, this.#book.left);
    await this.#book.forget(before);
  }

  /** See `EngineApi.giveUpFolder`. */
  async giveUp(): Promise<void> {
    const before = this.#book.place;
    if (before.kind === 'browser') return;
    const left = this.#book.left.filter(({ kind }) => kind !== 'browser');
    await this.#switchTo({ kind: 'browser' }, null, left);
    await this.#book.forget(before);
  }

  /** See `EngineApi.stopMoving`. */
  async stopMoving(): Promise<void> {
    this.#stop.abort();
    await this.#turns.take(async () => {
      await this.#parts.records.remove(MOVING);
      const to = this.#to;
      this.#to = null;
      if (to !== null && keyOf(to) !== keyOf(this.#book.place)) await this.#book.forget(to);
      this.#tellMove(null);
    });
  }

  /** See `EngineApi.removeLeftCopy`. */
  async removeLeft(key: string): Promise<void> {
    const place = this.#book.find(key);
    if (place === undefined) return;
    const here = await this.#book.idHere();
    if (here === null) throw new Fault('conflict', 'there is no copy but that one');
    const backend = await this.#book.backendOf(place);
    const there = await Repository.inspect(backend);
    if (there.kind !== 'none') {
      if (there.id !== here) throw new Fault('conflict', 'another copy lies there');
      await removeRepository(backend);
    }
    const left = this.#book.left.filter((each) => keyOf(each) !== key);
    const folder = await this.#book.folderOf(place);
    if (folder !== null) await tidyFolder(folder);
    await this.#book.write({ place: this.#book.place, left });
    await this.#book.forget(place);
    this.#hooks.changed();
  }

  /** See `EngineApi.readPlaceFolder`. */
  async readFolder(key: string | null): Promise<FileSystemDirectoryHandle | null> {
    if (key !== null) return this.#book.folderOf(this.#book.find(key));
    const isMoving = this.#to?.kind === 'folder' && this.#folder?.trouble == null;
    return this.#book.folderOf(isMoving && this.#to !== null ? this.#to : this.#book.place);
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
      const target = await this.#book.backendOf(to);
      const parts = { from: firstPlace.backend, to: target, signal };
      await moveRepository({
        ...parts,
        // What an earlier try has left may not have come to the disk.
        recheck: true,
        onProgress: (running) => this.#tellMove({ folder: nameOf(to), running, trouble: null }),
      });
      const folder = await this.#book.folderOf(to);
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
    const before = this.#book.place;
    return [before, ...this.#book.left].filter((each) => keyOf(each) !== keyOf(to));
  }

  /** The record is what counts: a crash before it, and the copy lies where it was. */
  async #switchTo(
    place: Place,
    folder: FileSystemDirectoryHandle | null,
    left: readonly Place[] = [],
    before: () => Promise<void> = async () => {},
  ): Promise<void> {
    const others = folder === null ? left : await this.#book.without(left, folder);
    const mirror = folder === null ? null : await this.#hooks.readMirrorFolder();
    if (mirror !== null && folder !== null && (await mirror.isSameEntry(folder))) {
      await this.#hooks.dropMirror();
    }
    await this.#hooks.atRest(async () => {
      await before();
      await this.#folder?.close();
      await this.#book.write({ place, left: others });
      this.#turnTo(place);
    });
    await this.#writeNotes();
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

  async #canRead(): Promise<boolean> {
    try {
      await this.#parts.firstPlace.backend.get('format');
      return true;
    } catch (error) {
      if (isFault(error, 'away')) return false;
      throw error;
    }
  }

  #tellMove(move: PlaceMove | null): void {
    this.#move = move;
    this.#hooks.changed();
  }
}

interface Known {
  book: PlaceBook;
  lockId: string;
  to: Place | null;
}
