import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { type ComponentChildren, createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { systemClock } from '../lib/clock.ts';
import type { Platform, SignIn } from '../model/platform.ts';
import type { Settings } from '../model/settings.ts';
import type { EngineApi, EngineStatus } from '../rpc/protocol.ts';
import { protectionOf } from './protection.ts';
import type { Protection } from './protection-words.ts';
import { createRestores } from './restores.ts';
import type { Restores } from './row-restores.ts';

/** What every view may use: the two doors to the rest, and the few facts all of them show. */
export interface Face {
  readonly engine: EngineApi;
  readonly platform: Platform;
  readonly status: ReadonlySignal<EngineStatus | null>;
  readonly signIns: ReadonlySignal<readonly SignIn[] | null>;
  readonly online: ReadonlySignal<boolean>;
  /** Milliseconds since 1970; moves on every half minute, so that "9 minutes ago" stays true. */
  readonly now: ReadonlySignal<number>;
  readonly settings: ReadonlySignal<Settings>;
  /** Saves what was changed, at once. */
  changeSettings(change: Partial<Settings>): void;
  readonly protection: ReadonlySignal<Protection | null>;
  /** Nothing of the copy can be read before somebody unlocks it. */
  readonly isLocked: ReadonlySignal<boolean>;
  /** Nothing of the copy can be read before its folder is back. */
  readonly isAway: ReadonlySignal<boolean>;
  readonly restores: Restores;
  /** What the polite live region says; set it sparsely. */
  readonly announcement: Signal<string>;
  /** What only some face has to say on Home, beside the sentence. */
  readonly homePart: ComponentChildren;
}

const TICK_MS = 30_000;
const RETRY_MS = 1_000;

export const FaceContext = createContext<Face | null>(null);

export function useFace(): Face {
  const face = useContext(FaceContext);
  if (!face) throw new Error('a view is shown outside the application');
  return face;
}

/** Starts listening to engine, platform and network; lives as long as the page. */
export function createFace(
  engine: EngineApi,
  platform: Platform,
  homePart: ComponentChildren = null,
): Face {
  const status = signal<EngineStatus | null>(null);
  const signIns = signal<readonly SignIn[] | null>(null);
  const online = signal(navigator.onLine);
  const now = signal(systemClock.now());
  const announcement = signal('');

  keepListening(() => engine.watchStatus(), status);
  keepListening(() => platform.watchSignIns(), signIns);
  const noteNetwork = () => {
    online.value = navigator.onLine;
  };
  addEventListener('online', noteNetwork);
  addEventListener('offline', noteNetwork);
  setInterval(() => {
    now.value = systemClock.now();
  }, TICK_MS);

  const settings = signal(platform.readSettings());
  effect(() => {
    document.documentElement.dataset.density = settings.value.density;
  });
  const protection = computed(() =>
    status.value
      ? protectionOf({
          status: status.value,
          signIns: signIns.value ?? [],
          online: online.value,
          now: now.value,
          isBesideExtension: platform.together?.is === 'page',
        })
      : null,
  );
  // How long a pause takes is said from the moment it begins.
  const pausedUntil = computed(() =>
    protection.value?.job?.state.kind === 'waiting' ? protection.value.job.state.until : null,
  );
  effect(() => {
    if (pausedUntil.value !== null) now.value = systemClock.now();
  });
  const restores = createRestores(engine, announcement);
  const snapshotAt = computed(() => status.value?.repository.lastSnapshotAt);
  effect(() => {
    if (!snapshotAt.value) return;
    restores.follow().catch((error: unknown) => console.warn('holdfast: following', error));
  });
  const isLocked = computed(() => status.value?.repository.lock === 'locked');
  const isAway = computed(() => status.value?.first.isAway ?? false);
  effect(() => {
    if (isLocked.value || isAway.value) restores.forget();
  });
  return {
    engine,
    platform,
    status,
    signIns,
    online,
    now,
    settings,
    changeSettings(change) {
      settings.value = { ...settings.peek(), ...change };
      platform.saveSettings(settings.peek());
    },
    protection,
    isLocked,
    isAway,
    restores,
    announcement,
    homePart,
  };
}

/** A teller that falls silent is asked again: the engine may have moved to another tab. */
async function keepListening<T>(
  watch: () => AsyncIterable<T>,
  told: Signal<T | null>,
): Promise<void> {
  for (;;) {
    try {
      for await (const value of watch()) told.value = value;
    } catch (error) {
      console.warn('holdfast: listening broke off', error instanceof Error ? error.name : error);
    }
    await systemClock.sleep(RETRY_MS);
  }
}
