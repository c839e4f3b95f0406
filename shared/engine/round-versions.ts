import { looksBack } from '../model/choice.ts';
import type { ItemId } from '../model/ids.ts';
import { type Candidate, KeptVersions, type VersionParts } from './kept-versions.ts';
import type { RoundChoice } from './round-choice.ts';
import { saveCounted } from './saved-contents.ts';

export interface RoundVersionsParts extends Omit<VersionParts, 'store' | 'limit' | 'before'> {
  choice: RoundChoice;
}

/** Which items of a round may lack older versions, and how far what is kept follows the choice. */
export class RoundVersions {
  readonly #parts: RoundVersionsParts;
  readonly #kept: KeptVersions | null;
  readonly #changed = new Map<ItemId, Candidate>();
  /** What is kept follows another choice, or none that is known. */
  readonly isChoiceNew: boolean;

  constructor(parts: RoundVersionsParts, signal: AbortSignal) {
    this.#parts = parts;
    const { choice, settled, before } = parts.choice;
    this.isChoiceNew = JSON.stringify(settled?.choice) !== JSON.stringify(choice);
    const { versions } = parts.source;
    const limit = choice.versions;
    this.#kept =
      versions === undefined || limit === 'off'
        ? null
        : new KeptVersions(
            { ...parts, limit, store: { save: saveCounted(parts) }, before },
            versions,
            signal,
          );
  }

  get total(): number {
    return this.#kept?.total ?? 0;
  }

  get doneCount(): number {
    return this.#kept?.doneCount ?? 0;
  }

  noteChange(candidate: Candidate): void {
    if (this.#kept !== null) this.#changed.set(candidate.itemId, candidate);
  }

  /** When everything else is there. Faults: those that end a job. */
  async keep(): Promise<void> {
    const { choice, settle } = this.#parts.choice;
    await this.#kept?.bring(this.isChoiceNew ? this.#all() : this.#some());
    const lacking = [...(this.#kept?.lacking ?? [])];
    if (this.isChoiceNew || looksBack(choice)) await settle({ choice, lacking });
  }

  async *#some(): AsyncGenerator<Candidate, void> {
    const { choice, writer } = this.#parts;
    yield* this.#changed.values();
    for (const itemId of choice.settled?.lacking ?? []) {
      if (this.#changed.has(itemId)) continue;
      for (const container of writer.containers.values()) {
        if ((await container.get(itemId)) !== undefined) yield { container, itemId };
      }
    }
  }

  async *#all(): AsyncGenerator<Candidate, void> {
    for (const container of this.#parts.writer.containers.values()) {
      // What is read must not change under the reading.
      const ids: ItemId[] = [];
      for await (const [itemId] of container.entries()) ids.push(itemId);
      for (const itemId of ids) yield { container, itemId };
    }
  }
}
