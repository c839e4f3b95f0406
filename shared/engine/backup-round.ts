import type { Graph } from '../graph/graph.ts';
import type { Clock } from '../lib/clock.ts';
import { Fault, isAbort, isFault, JOB_ENDING, toFault } from '../model/fault.ts';
import type { ContainerId, ItemId } from '../model/ids.ts';
import type { ItemEntry } from '../model/item.ts';
import type { BackupProgress } from '../model/job.ts';
import type { Repository } from '../repository/repository.ts';
import type { MergedItem } from '../sources/contents.ts';
import type { Source } from '../sources/source.ts';
import type { ContentOrder, ItemChange, SourceChange } from '../sources/walk.ts';
import type { BegunContents } from './begun-contents.ts';
import { ChosenContents } from './chosen-contents.ts';
import type { ContainerWork } from './container-work.ts';
import type { ContentGate } from './content-gate.ts';
import { ContentQueue, gapFor, type Wanted } from './content-queue.ts';
import { wantDamaged } from './damaged-items.ts';
import { takeItem } from './item-intake.ts';
import { KeyedTasks } from './keyed-tasks.ts';
import { knownFrom } from './known-state.ts';
import { decideLeaving } from './leaving.ts';
import { isRefusedOfLate } from './refused-contents.ts';
import type { RoundChoice } from './round-choice.ts';
import { progressOf, type RoundProgress } from './round-progress.ts';
import { RoundVersions } from './round-versions.ts';
import type { SnapshotWriter } from './snapshot-writer.ts';
import { readMeta } from './stored-item.ts';

/** Items taken in at once: enough to keep hashing busy while others wait for the disk. */
const ITEMS_AT_ONCE = 16;
/** A small mailbox has all its text before the first attachment; in a large one places fill up. */
const TEXT_ONLY_MS = 60_000;

export interface RoundParts {
  repository: Repository;
  source: Source;
  graph: Graph;
  writer: SnapshotWriter;
  begun: BegunContents;
  /** Something that is kept is known to be damaged or missing. */
  mayLack: boolean;
  choice: RoundChoice;
  gate: ContentGate;
  clock: Clock;
  /** Nobody waits for what was refused of late, see `Source.refusalsHold`. */
  isPatient: boolean;
  /** Takes a checkpoint; what follows a snapshot is not waited for. */
  checkpoint(): Promise<void>;
  /** Called often; cheap. What must not be left out because something was told just before is `atOnce`. */
  tell(now: () => RoundProgress, atOnce: boolean): void;
}

/**
 * One way through everything a source tells: into the containers, then the decision on what is
 * gone, then the contents. It ends early by its signal or by a fault that ends a job; all that is
 * stored until then can be committed, as no cursor is ahead of what it covers.
 */
export class BackupRound {
  readonly #parts: RoundParts;
  readonly #ending = new AbortController();
  readonly #tasks = new KeyedTasks(ITEMS_AT_ONCE);
  readonly #contents: ContentQueue;
  readonly #chosen: ChosenContents;
  readonly #versions: RoundVersions;
  readonly #startedAt: number;
  /** Contents wait for a person's word where one can choose them. */
  readonly #isGated: boolean;
  #isFetching = false;
  #failure: { error: unknown } | null = null;
  #phase: BackupProgress['phase'] = 'folders';
  #containersTotal = 0;
  #place = '';

  constructor(parts: RoundParts) {
    this.#parts = parts;
    this.#startedAt = parts.clock.now();
    this.#isGated = parts.source.leftOut !== undefined;
    const shared = {
      ...parts,
      tasks: this.#tasks,
      now: () => this.#now(),
      done: () => this.#afterStep(),
    };
    const { signal } = this.#ending;
    this.#contents = new ContentQueue({ ...shared, fail: (error) => this.#fail(error) }, signal);
    const { choice } = parts.choice;
    const want = (wanted: Wanted) => {
      this.#contents.want(wanted);
      // What was whole in no earlier run was asked for no versions.
      this.#versions.noteChange(wanted);
    };
    this.#chosen = new ChosenContents({ ...shared, choice, want });
    this.#versions = new RoundVersions(shared, signal);
  }

  /** Faults: those that end a job, and whatever a walk as a whole meets. */
  async run(signal: AbortSignal): Promise<void> {
    const stop = () => this.#ending.abort(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const over = new AbortController();
    void this.#watchConnection(over.signal);
    try {
      await this.#wantWhatIsDamaged();
      await this.#wantWhatIsMissing();
      await this.#walk();
      await this.#decide();
      this.#enter('attachments');
      await this.#chosen.settle(this.#versions.isChoiceNew);
      await this.#openContents();
      await this.#contents.idle();
      this.#ending.signal.throwIfAborted();
      await this.#decide();
      await this.#versions.keep();
    } catch (error) {
      this.#fail(error);
    } finally {
      signal.removeEventListener('abort', stop);
      over.abort();
      await this.#contents.idle();
      await this.#tasks.idle();
    }
    signal.throwIfAborted();
    if (this.#failure !== null) throw this.#failure.error;
  }

  #fail(error: unknown): void {
    // What comes after the first failure is its consequence.
    if (this.#failure === null && !(isAbort(error) && this.#ending.signal.aborted)) {
      this.#failure = { error };
    }
    this.#ending.abort(new DOMException('the round ends', 'AbortError'));
  }

  /** The first steps of a phase may take long, and until they are over nothing else is told. */
  #enter(phase: BackupProgress['phase']): void {
    this.#phase = phase;
    this.#parts.tell(() => this.#progress(), true);
  }

  async #walk(): Promise<void> {
    const { source, graph, writer, repository, choice, clock } = this.#parts;
    const known = knownFrom(writer, repository, clock.now());
    const { signal } = this.#ending;
    for await (const change of source.walk(graph, known, signal, choice.choice)) {
      await this.#take(change);
      if (this.#parts.clock.now() - this.#startedAt > TEXT_ONLY_MS) this.#openEarly();
      await this.#afterStep();
      this.#ending.signal.throwIfAborted();
    }
    await this.#tasks.idle();
    this.#ending.signal.throwIfAborted();
  }

  async #take(change: SourceChange): Promise<void> {
    const { writer } = this.#parts;
    switch (change.kind) {
      case 'container':
        writer.putContainer(change.container);
        return;
      case 'containers-known':
        this.#containersTotal = change.count;
        this.#enter('messages');
        return;
      case 'container-gone':
        return this.#containerGone(change.id);
      case 'item':
        return this.#item(change);
      case 'gone':
        await this.#tasks.idle(change.container);
        return this.#gone(this.#container(change.container), change.itemId);
      case 'reset':
        await this.#tasks.idle(change.container);
        return this.#container(change.container).reset();
      case 'cursor': {
        await this.#tasks.idle(change.container);
        const container = this.#container(change.container);
        if (change.cursor.kind === 'round') await this.#endRound(container);
        return container.reach(change.cursor);
      }
      case 'failed': {
        await this.#tasks.idle(change.container);
        if (JOB_ENDING.has(change.fault.code)) throw change.fault;
        const container = this.#container(change.container);
        return this.#noteGap(container, change.itemId, change.label, change.fault);
      }
    }
  }

  #container(id: ContainerId): ContainerWork {
    const container = this.#parts.writer.containers.get(id);
    if (container === undefined) throw new Fault('unexpected', 'a container was never told');
    return container;
  }

  async #item(change: ItemChange): Promise<void> {
    const container = this.#container(change.container);
    this.#place = container.info.name;
    await this.#tasks.begin(change.container, change.itemId, () =>
      this.#takeItem(container, change).catch((error) => this.#fail(error)),
    );
  }

  async #takeItem(container: ContainerWork, change: ItemChange): Promise<void> {
    const { itemId } = change;
    try {
      await takeItem({ ...this.#parts, ...this.#wants }, container, change);
    } catch (error) {
      const fault = toFault(error);
      if (isAbort(error) || JOB_ENDING.has(fault.code)) throw error;
      await this.#noteGap(container, itemId, '', fault);
    }
  }

  readonly #wants = {
    wantContent: (container: ContainerWork, { itemId }: ItemChange, merged: MergedItem) => {
      if (!merged.changed && this.#isHeld(container, itemId)) return;
      const { label, meta } = merged;
      this.#chosen.want({ container, itemId, label, ...this.#orderOf(meta) });
    },
    noteChange: (
      container: ContainerWork,
      { itemId }: ItemChange,
      before: unknown,
      now: unknown,
    ) => {
      this.#versions.noteChange({ container, itemId });
      if (before !== null) this.#chosen.noteChange(container, itemId, before, now);
    },
    wantItem: (container: ContainerWork, { itemId }: ItemChange) => {
      // The next walk is told that it failed, and asks for it by itself.
      const fault = new Fault('unexpected', 'told in part, and the rest is not there');
      return this.#noteGap(container, itemId, '', fault);
    },
  };

  async #noteGap(
    container: ContainerWork,
    itemId: ItemId | null,
    label: string,
    fault: Fault,
  ): Promise<void> {
    if (itemId !== null) container.told?.add(itemId);
    const isStored = itemId !== null && (await container.get(itemId)) !== undefined;
    const missing = isStored ? 'content' : 'item';
    container.noteGap(gapFor(itemId, label, missing, fault, this.#now()));
  }

  async #gone(container: ContainerWork, itemId: ItemId): Promise<void> {
    container.closeGap(itemId);
    if ((await container.get(itemId)) !== undefined) container.leaving.add(itemId);
  }

  async #decide(): Promise<void> {
    const { writer, source, graph } = this.#parts;
    const signal = this.#ending.signal;
    await decideLeaving({
      writer,
      locate: (ids) => source.locate(graph, ids, signal),
      exclusive: (id, work) => this.#tasks.exclusive(id, work),
      begin: () => this.#enter('checking'),
      step: () => this.#afterStep(),
      fail: (container, id, fault) => this.#noteGap(container, id, '', fault),
    });
  }

  async #containerGone(id: ContainerId): Promise<void> {
    const container = this.#parts.writer.containers.get(id);
    if (container === undefined) return;
    await this.#tasks.idle(id);
    container.isLeaving = true;
    for await (const [itemId] of container.entries()) container.leaving.add(itemId);
  }

  /** Told from its start to its end: what was not told is not there. */
  async #endRound(container: ContainerWork): Promise<void> {
    const { told } = container;
    if (told === null) return;
    for await (const [id] of container.entries()) if (!told.has(id)) container.leaving.add(id);
    for (const { itemId } of [...container.gaps()]) {
      if (itemId !== null && !told.has(itemId)) container.closeGap(itemId);
    }
  }

  /** What is damaged is fetched again, as if it had never been stored. */
  async #wantWhatIsDamaged(): Promise<void> {
    const { mayLack, repository, writer } = this.#parts;
    if (!mayLack) return;
    const want = (container: ContainerWork, id: ItemId, fault: Fault) =>
      this.#noteGap(container, id, '', fault);
    await wantDamaged({ repository, writer, wantItem: want, wantContent: want });
  }

  /** What an earlier run could not fetch is tried again, once in each run. */
  async #wantWhatIsMissing(): Promise<void> {
    for (const container of this.#parts.writer.containers.values()) {
      if (container.unwholeCount === 0) continue;
      for await (const [itemId, entry] of container.entries()) {
        if (entry.whole || this.#isHeld(container, itemId)) continue;
        const meta = await this.#metaOf(entry);
        const label = container.gapOf(itemId)?.label || this.#labelOf(meta);
        this.#chosen.want({ container, itemId, label, ...this.#orderOf(meta) });
      }
    }
  }

  #isHeld(container: ContainerWork, itemId: ItemId): boolean {
    const { source, isPatient, clock } = this.#parts;
    if (!isPatient || source.refusalsHold !== true) return false;
    return isRefusedOfLate(container.gapOf(itemId), clock.now());
  }

  #orderOf(meta: unknown): { order?: ContentOrder } {
    const order = meta === null ? undefined : this.#parts.source.contentOrder?.(meta);
    return order === undefined ? {} : { order };
  }

  /** What was cut off before it could fail has no label yet. */
  #labelOf(meta: unknown): string {
    return meta === null ? '' : this.#parts.source.summarise(meta).subject;
  }

  /** null where nobody wants to know, or it is damaged. */
  async #metaOf(entry: ItemEntry): Promise<unknown> {
    if (this.#parts.source.contentOrder === undefined) return null;
    try {
      return await readMeta(this.#parts.repository, entry);
    } catch (error) {
      if (!isFault(error, 'corrupt')) throw error;
      return null;
    }
  }

  async #openContents(): Promise<void> {
    const isWaiting = this.#contents.total > this.#contents.doneCount;
    if (this.#isGated && isWaiting) await this.#parts.gate.begin(this.#chosen.passedBytes);
    this.#contents.open();
    this.#isFetching = true;
  }

  /** Whether all of it fits is not known before all of it is listed. */
  #openEarly(): void {
    if (this.#isGated) return;
    this.#contents.open();
  }

  async #watchConnection(signal: AbortSignal): Promise<void> {
    if (!this.#isGated) return;
    for await (const fault of this.#parts.gate.watch(signal)) {
      if (this.#isFetching) this.#fail(fault);
    }
  }

  async #afterStep(): Promise<void> {
    if (this.#isFetching && this.#isGated) await this.#parts.gate.step();
    this.#parts.tell(() => this.#progress(), false);
    if (this.#parts.writer.isCheckpointDue) await this.#parts.checkpoint();
  }

  #progress(): RoundProgress {
    return progressOf([...this.#parts.writer.containers.values()], {
      phase: this.#phase,
      containersTotal: this.#containersTotal,
      attachments: {
        done: this.#contents.doneCount + this.#versions.doneCount,
        total: this.#contents.total + this.#versions.total,
      },
      place: this.#place,
    });
  }

  #now(): string {
    return new Date(this.#parts.clock.now()).toISOString();
  }
}
