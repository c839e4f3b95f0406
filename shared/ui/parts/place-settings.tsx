import type { EngineStatus } from '../../rpc/protocol.ts';
import { useFace } from '../face.ts';
import { FirstSettings } from './first-settings.tsx';
import { MirrorSettings } from './mirror-settings.tsx';
import { SaveEverything } from './save-everything.tsx';

/** Settings, "Where it is kept": the first place, the second copy, and everything as a download. */
export function PlaceSettings({ status }: { status: EngineStatus }) {
  const { platform } = useFace();
  return (
    <>
      <FirstSettings status={status} />
      {(status.mirror !== null || platform.canPickFolder) && <h3>A second copy</h3>}
      <MirrorSettings mirror={status.mirror} first={status.first.folder} />
      <SaveEverything />
    </>
  );
}
