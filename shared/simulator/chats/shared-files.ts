import type { GraphCall } from '../answer.ts';
import { fromBase64 } from '../base64.ts';
import { shown } from '../drive/answers.ts';
import { accessDenied, itemNotFound } from '../drive/errors.ts';
import type { DriveItem } from '../drive/item.ts';
import type { DriveParts } from '../drive/item-json.ts';
import type { SimulatedDrive } from '../drive/simulated-drive.ts';
import type { Route } from '../route.ts';
import type { ChatPerson } from './people.ts';
import type { ChatTroubles } from './troubles.ts';

/** How a file of somebody else may be reached: all of it, looked at only, or not any more. */
export type Access = 'full' | 'view-only' | 'revoked';

/** What a team's site is called in addresses. */
export function siteName(team: string): string {
  return team.replace(/[^A-Za-z0-9]/g, '');
}

/** Whose drive stands for the library of a team's site. */
export function siteOf(owner: ChatPerson, id: string, team: string): ChatPerson {
  return { ...owner, id, name: team, email: `site.${siteName(team)}@example.com` };
}

/**
 * Files by the address that a chat tells: one's own lie in the own drive, others' in theirs.
 * Source: learn.microsoft.com/graph/api/shares-get; what plain `Files.Read` reaches is not known.
 */
export class SharedFiles {
  readonly access = new Map<DriveItem, Access>();

  constructor(
    readonly own: SimulatedDrive,
    /** Of colleagues, by the part of the path that names them. */
    readonly others: ReadonlyMap<string, SimulatedDrive>,
    readonly troubles: ChatTroubles,
  ) {}

  routes(): Route[] {
    const path = '/shares/:share/driveItem';
    return [
      {
        method: 'GET',
        path,
        scope: 'Files.ReadWrite',
        answer: (call, { share = '' }) => {
          const { parts, item } = this.#found(call, share);
          return shown(parts, call, item);
        },
      },
      {
        method: 'GET',
        path: `${path}/content`,
        scope: 'Files.Read',
        answer: (call, { share = '' }) => {
          const { parts, item } = this.#found(call, share);
          if (item.kind !== 'file') throw itemNotFound();
          if (this.access.get(item) === 'view-only') throw accessDenied();
          return { status: 302, headers: { Location: parts.urls.download(call.url.origin, item) } };
        },
      },
    ];
  }

  webUrl(drive: SimulatedDrive, item: DriveItem): string {
    return drive.control.parts.urls.webUrl(item);
  }

  #found(call: GraphCall, share: string): { parts: DriveParts; item: DriveItem } {
    const bytes = share.startsWith('u!') ? fromBase64(share.slice(2)) : undefined;
    const address = bytes && new TextDecoder().decode(bytes);
    if (address === undefined || !URL.canParse(address)) throw itemNotFound();
    const [, kind = '', name = '', names = ''] =
      /^\/(personal|sites)\/([^/]+)\/(?:Shared%20)?Documents\/(.+)$/.exec(
        new URL(address).pathname,
      ) ?? [];
    const person = kind === 'sites' ? `site_${name}_example_com` : name;
    const other = this.others.get(person);
    const drive = other ?? this.own;
    const { parts } = drive.control;
    const item = parts.drive.at(names.split('/').map(decodeURIComponent));
    if (other && !this.#reachesOthers(call)) throw accessDenied();
    if (!item || names === '' || parts.troubles.has(item, 'ghost')) throw itemNotFound();
    if (this.access.get(item) === 'revoked') throw accessDenied();
    return { parts, item };
  }

  #reachesOthers({ scopes }: GraphCall): boolean {
    if (this.troubles.quirks.plainReadReachesOthers) return true;
    return ['Files.Read.All', 'Files.ReadWrite.All'].some((name) => scopes.has(name));
  }
}
