import type { MemoryBackend } from './memory.ts';
import type { Step } from './recording.ts';

/** What a power cut or a kill left of a recorded run. */
export interface CrashState {
  /** For people: at which write, and what became of those around it. */
  label: string;
  /** The moment of the crash, on the recording's clock. */
  moment: number;
  /** What reached the disk, in this order. */
  landed: readonly Landed[];
  /** Names of files of which only a part is there. */
  torn: readonly string[];
  /** Done, as the program had been told, and yet not there, or not all of it. */
  lost: readonly Step[];
}

export interface Landed {
  step: Step;
  /** How many of its bytes are there; null: all. */
  bytes: number | null;
}

export interface PlaceModel {
  /** Places that promise no flush: their last writes may be lost, torn or out of order. */
  unsynced: ReadonlySet<string>;
  /** How many of the last writes of such a place may not have reached the disk. */
  window: number;
  /** Every combination of the window instead of the telling ones. */
  isExhaustive?: boolean;
}

/** What became of a write. */
export type Fate = 'full' | 'lost' | 'empty' | 'half';

/**
 * Every state a crash may leave. At each write: those that were on their way are there or not, in
 * any combination, and the one that has just begun may be torn. In an unsynced place, of the last
 * ones that were done: some are lost, torn, or newer ones are there without older ones.
 */
export function* crashStates(steps: readonly Step[], model: PlaceModel): Generator<CrashState> {
  for (const [number, step] of steps.entries()) yield* statesDuring(steps, number, step, model);
  yield* statesAfter(steps, model);
}

/** The state in which each step has the fate `fateOf` gives it, at a moment of one's choosing. */
export function stateAt(
  steps: readonly Step[],
  moment: number,
  label: string,
  fateOf: (step: Step) => Fate,
): CrashState {
  const landed: Landed[] = [];
  const torn: string[] = [];
  const lost: Step[] = [];
  for (const step of steps) {
    if (step.begun > moment) continue;
    const fate = fateOf(step);
    if (fate !== 'full' && step.ended < moment) lost.push(step);
    if (fate === 'lost') continue;
    // A removal is there or not.
    const isTorn = fate !== 'full' && step.operation === 'put';
    if (isTorn) torn.push(step.name);
    landed.push({ step, bytes: isTorn ? tornTo(step, fate) : null });
  }
  return { label, moment, landed, torn, lost };
}

/** Brings a place to what is left of it. */
export async function replay(place: MemoryBackend, name: string, state: CrashState): Promise<void> {
  for (const { step, bytes } of state.landed) {
    if (step.place !== name) continue;
    if (step.operation === 'remove') await place.remove(step.name);
    else place.damage(step.name, bytes === null ? step.bytes : step.bytes.slice(0, bytes));
  }
}

function* statesDuring(
  steps: readonly Step[],
  number: number,
  step: Step,
  model: PlaceModel,
): Generator<CrashState> {
  const moment = step.begun;
  const flying = steps.filter(({ begun, ended }) => begun <= moment && ended > moment);
  const name = `at ${number}, ${step.operation} ${step.place}/${step.name.slice(0, 20)}`;
  for (const kept of subsets(flying)) {
    const label = `${name}: ${kept.size} of ${flying.length} on their way are there`;
    yield stateAt(steps, moment, label, (each) =>
      flying.includes(each) && !kept.has(each) ? 'lost' : 'full',
    );
  }
  if (step.operation === 'put') {
    for (const fate of ['empty', 'half'] as const) {
      const fateOf = (each: Step) => (each === step ? fate : 'full');
      yield stateAt(steps, moment, `${name}: ${fate}`, fateOf);
    }
  }
  const isFlying = (each: Step) => flying.includes(each);
  yield* unsyncedStates(steps, moment, name, model, (each) => (isFlying(each) ? 'lost' : 'full'));
}

function* statesAfter(steps: readonly Step[], model: PlaceModel): Generator<CrashState> {
  const moment = Number.MAX_SAFE_INTEGER;
  yield stateAt(steps, moment, 'after all', () => 'full');
  yield* unsyncedStates(steps, moment, 'after all', model, () => 'full');
}

function* unsyncedStates(
  steps: readonly Step[],
  moment: number,
  name: string,
  { unsynced, window, isExhaustive = false }: PlaceModel,
  others: (step: Step) => Fate,
): Generator<CrashState> {
  const done = steps.filter(({ place, ended }) => unsynced.has(place) && ended < moment);
  const recent = done.slice(-window);
  const withFates = (label: string, fates: ReadonlyMap<Step, Fate>) =>
    stateAt(steps, moment, `${name}: ${label}`, (each) => fates.get(each) ?? others(each));
  for (let last = 1; last <= recent.length; last++) {
    const tail = recent.slice(-last);
    for (const fate of ['lost', 'empty', 'half'] as const) {
      yield withFates(`last ${last} ${fate}`, new Map(tail.map((each) => [each, fate])));
    }
    if (isExhaustive || last === 1) continue;
    const [oldest] = tail;
    if (oldest === undefined) continue;
    yield withFates(`${last}th from the end lost`, new Map([[oldest, 'lost']]));
    yield withFates(`${last}th from the end half`, new Map([[oldest, 'half']]));
  }
  if (!isExhaustive) return;
  for (const kept of subsets(recent)) {
    const lost = recent.filter((each) => !kept.has(each));
    const fates = new Map(lost.map((each) => [each, 'lost'] as const));
    yield withFates(`${kept.size} of the last ${recent.length} there`, fates);
  }
}

function* subsets(of: readonly Step[]): Generator<ReadonlySet<Step>> {
  for (let bits = 0; bits < 2 ** of.length; bits++) {
    yield new Set(of.filter((_, at) => (bits >> at) & 1));
  }
}

function tornTo({ bytes }: Step, fate: Fate): number {
  return fate === 'empty' ? 0 : Math.floor(bytes.byteLength / 2);
}
