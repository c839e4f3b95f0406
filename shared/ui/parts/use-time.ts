import { type Signal, useSignal } from '@preact/signals';
import type { SourceName } from '../../model/item.ts';
import type { Moment } from '../../model/moments.ts';
import { useFace } from '../face.ts';
import { useMoment } from '../moment.ts';
import { momentTitle } from '../moment-words.ts';
import { useAnswer } from '../use-engine.ts';

/** What a page that can look at the past knows of it; `Timed` shows the strip that belongs to it. */
export interface Time {
  /** Oldest first; undefined until they are known. */
  moments: readonly Moment[] | undefined;
  /** What lists are to be asked for; null: now. */
  asOf: number | null;
  /** The moment that is looked at, as far as it is known; null: now. */
  moment: Moment | null;
  goTo(sequence: number | null): void;
  /** An address at the same moment. */
  keep(url: string): string;
  /** The title of a page, with the moment before it. */
  title(name: string): string;
  /** Shows now for as long as it is set. */
  isPeeking: Signal<boolean>;
}

/** The time of a page that shows one kind of data. */
export function useTime(source: SourceName): Time {
  const { engine, status, now } = useFace();
  const { asOf: inAddress, goTo, keep } = useMoment();
  const isPeeking = useSignal(false);
  const snapshotAt = status.value?.repository.lastSnapshotAt;
  const catalog = status.value?.catalog.state;
  const { value: moments } = useAnswer(
    () => engine.listMoments(null, source),
    [source, snapshotAt, catalog],
  );
  const asOf = isPeeking.value ? null : inAddress;
  const moment =
    asOf === null ? null : (moments?.findLast(({ sequence }) => sequence <= asOf) ?? null);
  return {
    moments,
    asOf,
    moment,
    goTo,
    keep,
    title: (name) => (moment ? `${momentTitle(moment.at, now.peek())} – ${name}` : name),
    isPeeking,
  };
}
