import type { EngineStatus } from '../../rpc/protocol.ts';
import { FirstSettings } from './first-settings.tsx';
import { MirrorSettings } from './mirror-settings.tsx';
import { SaveEverything } from './save-everything.tsx';

/** Settings, "Where it is kept": the first place, the second copy, and everything as a download. */
export function PlaceSettings({ status }: { status: EngineStatus }) {
  return (
    <>
      <FirstSettings status={status} />
      <MirrorSettings mirror={status.mirror} first={status.first.folder} />
      <SaveEverything />
    </>
  );
}
