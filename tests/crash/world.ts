import type { Backend } from '../../shared/backend/backend.ts';
import { type CrashState, replay } from '../../shared/backend/crash-states.ts';
import { MemoryBackend } from '../../shared/backend/memory.ts';
import { Recording, RecordingBackend, RecordingRecords } from '../../shared/backend/recording.ts';
import { createEngine, type Engine } from '../../shared/engine/engine.ts';
import type { EngineParts, MirrorPlace } from '../../shared/engine/engine-parts.ts';
import type { Simulated } from '../../shared/engine/simulated.contract.ts';

export const PACK_BYTES = 9_000;
const FOLDER = { name: 'Vault' } as FileSystemDirectoryHandle;

/** Everything of a computer that outlives the program, while the mailbox is elsewhere. */
export class World {
  backend = new MemoryBackend();
  records = new MemoryBackend();
  elsewhere = new MemoryBackend();
  mirror = new MemoryBackend();
  /** Whether a folder was picked for a mirror. */
  hasMirror = false;
  place: EngineParts['place'] = 'indexeddb';

  copy(): World {
    const copy = new World();
    copy.backend = this.backend.copy();
    copy.records = this.records.copy();
    copy.elsewhere = this.elsewhere.copy();
    copy.mirror = this.mirror.copy();
    copy.hasMirror = this.hasMirror;
    copy.place = this.place;
    return copy;
  }

  /** As a crash left it: this one is as it was before the recorded run. */
  async after(state: CrashState): Promise<World> {
    const world = this.copy();
    await replay(world.backend, 'backend', state);
    await replay(world.records, 'records', state);
    await replay(world.elsewhere, 'elsewhere', state);
    await replay(world.mirror, 'mirror', state);
    return world;
  }

  /** An engine in it; what it writes goes onto `recording`. `wrap`: around each place of files. */
  open(
    simulated: Simulated,
    recording: Recording = new Recording(),
    wrap: (backend: Backend) => Backend = (backend) => backend,
  ): Promise<Engine> {
    const mirror = wrap(new RecordingBackend(this.mirror, recording, 'mirror'));
    const mirrorPlace: MirrorPlace = {
      keep: async () => {
        this.hasMirror = true;
      },
      read: async () => (this.hasMirror ? FOLDER : null),
      forget: async () => {
        this.hasMirror = false;
      },
      open: async () => mirror,
      readRecoverPage: async () => null,
    };
    return createEngine({
      ...simulated.parts(),
      backend: wrap(new RecordingBackend(this.backend, recording, 'backend')),
      place: this.place,
      records: new RecordingRecords(this.records, recording, 'records'),
      elsewhere: new RecordingRecords(this.elsewhere, recording, 'elsewhere'),
      mirrorPlace,
      packBytes: PACK_BYTES,
    });
  }
}
