import type { Clock } from '../../lib/clock.ts';
import type { GraphAnswer, GraphCall } from '../answer.ts';
import type { Recorder } from '../recorder.ts';
import type { Route } from '../route.ts';
import type { Troubles } from '../trouble.ts';
import { driveChangeRoutes } from './change.ts';
import { DriveControl } from './control.ts';
import { DriveDelta } from './delta.ts';
import { Drive, type DriveOwner } from './drive.ts';
import { bytesContent, type HashKind } from './file-content.ts';
import { DriveHost } from './host.ts';
import type { Flavour } from './ids.ts';
import type { RemoteTarget } from './item.ts';
import type { Rewriting } from './office-rewriting.ts';
import { permissionRoutes } from './permissions.ts';
import { driveReadRoutes } from './read.ts';
import type { Intake } from './store-file.ts';
import { DRIVE_LIMITS, type DriveLimits, DriveThrottle, resourceUnits } from './throttle.ts';
import { thumbnailRoutes } from './thumbnails.ts';
import { DriveTroubles } from './troubles.ts';
import { DriveUploads } from './uploads.ts';
import { DriveUrls } from './urls.ts';
import { versionRoutes } from './versions.ts';

export interface DriveOptions {
  /** Default `work`. */
  flavour?: Flavour;
  /** Default: what recorded drives have, 1 TiB at work and 5 GiB at home. */
  totalBytes?: number;
  /** Hashes Graph tells. Default quickXorHash alone, as on both kinds today. */
  hashes?: readonly HashKind[];
  /** Whether SharePoint writes into documents. Default off. */
  rewriting?: Rewriting;
  limitValues?: Partial<DriveLimits>;
  /** Keeps uploaded bytes somewhere else than in memory. */
  keep?: Intake['keep'];
}

interface Surroundings {
  clock: Clock;
  seed: number;
  owner: DriveOwner;
  troubles: Troubles;
  recorder: Recorder;
  limits: boolean;
  /** Where contents are when a request did not come to a Microsoft host. */
  fileOrigin: string | undefined;
}

/** A OneDrive: its part of Graph, its file host, and what a test does to it from behind. */
export class SimulatedDrive {
  readonly drive: Drive;
  readonly troubles = new DriveTroubles();
  readonly control: DriveControl;
  readonly host: DriveHost;
  readonly throttle: DriveThrottle;
  readonly uploads: DriveUploads;
  readonly routes: Route[];

  constructor(options: DriveOptions, around: Surroundings) {
    const { flavour = 'work', hashes = ['quickXor'] } = options;
    const { clock, seed, owner } = around;
    const totalBytes = options.totalBytes ?? (flavour === 'work' ? 1024 ** 4 : 5 * 1024 ** 3);
    const drive = new Drive({ clock, seed, flavour, owner, totalBytes, hashes });
    const urls = new DriveUrls(drive, seed, around.fileOrigin);
    const parts = { drive, urls, troubles: this.troubles };
    const intake: Intake = {
      rewriting: options.rewriting ?? 'off',
      keep: options.keep ?? bytesContent,
    };
    const sharedWithMe: RemoteTarget[] = [];
    const delta = new DriveDelta(parts, seed);
    this.drive = drive;
    this.uploads = new DriveUploads(parts, intake, seed);
    this.throttle = new DriveThrottle(
      clock,
      { ...DRIVE_LIMITS, ...options.limitValues },
      around.limits,
    );
    this.host = new DriveHost(parts, this.uploads, this.throttle, around.troubles, around.recorder);
    this.control = new DriveControl(parts, { delta, uploads: this.uploads, intake, sharedWithMe });
    this.routes = [
      ...driveReadRoutes(parts, sharedWithMe),
      ...delta.routes(),
      ...versionRoutes(parts),
      ...thumbnailRoutes(parts),
      ...permissionRoutes(parts),
      ...this.uploads.routes(),
      ...driveChangeRoutes(parts, intake),
    ];
  }

  /** Runs a Graph request within SharePoint's limits. */
  run<Result extends { answer: GraphAnswer }>(
    call: GraphCall,
    work: () => Promise<Result>,
  ): Promise<Result> {
    return this.throttle.run(
      resourceUnits(call),
      call.method === 'GET' ? 0 : call.body.length,
      work,
    );
  }
}
