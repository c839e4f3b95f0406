import { systemClock } from '../../shared/lib/clock.ts';
import type { Together } from '../../shared/model/platform.ts';
import { browserSurroundings, followEngine } from '../../shared/rpc/engine-connection.ts';
import { joinEngine } from '../../shared/rpc/host-election.ts';
import type { EngineApi } from '../../shared/rpc/protocol.ts';
import { api } from '../browser-api.ts';
import type { BackgroundMessage } from '../messages.ts';
import { readSetup } from '../setup.ts';
import { type SignInApi, signInSurroundings } from '../sign-in-api.ts';
import { ExtensionPlatform } from './extension-platform.ts';
import { pageLocks } from './page-locks.ts';
import type { Beside } from './use-open-place.ts';

export interface OpenFace {
  engine: EngineApi;
  platform: ExtensionPlatform;
  beside: Beside;
}

/** What a page of the extension shows things with; who hosts the engine is woken when needed. */
export async function openFace(together: Together | null = null): Promise<OpenFace> {
  const setup = await readSetup();
  const locks = pageLocks();
  const engine = followEngine(wake, { ...browserSurroundings(), locks });
  const signIn = joinEngine<SignInApi, Record<string, never>>(
    { ...signInSurroundings(), locks, wake },
    // Microsoft's window is not opened twice.
    () => false,
  );
  addEventListener('pagehide', ({ persisted }) => {
    if (persisted) return;
    engine.close();
    signIn.close();
  });
  return {
    engine: engine.api,
    platform: new ExtensionPlatform(setup, signIn.api, systemClock, together),
    beside: { immutableId: (account, id) => signIn.api.immutableId(account, id) },
  };
}

function wake(): void {
  const message: BackgroundMessage = { to: 'wake' };
  api.runtime.sendMessage(message).catch(() => {
    // Asked again in half a second for as long as nobody answers.
  });
}
