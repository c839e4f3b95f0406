import { fromBase64, toBase64Url } from '../base64.ts';
import { GraphError } from '../graph-error.ts';
import { seededGuid, seededRandom } from '../seed/random.ts';
import type { Drive } from './drive.ts';
import type { DriveItem } from './item.ts';

/** Every recorded address of contents ended this long after the answer. */
const DOWNLOAD_LIFETIME_S = 3600;
/** The permission within an upload's address; the session itself ends earlier. */
const UPLOAD_LIFETIME_S = 86_400;

interface Permission {
  /** What it is for: an item's GUID with the kind of contents, or a session. */
  for: string;
  /** Seconds since 1970. */
  exp: number;
}

/** Where SharePoint is for each of Graph's hosts; `my` stands before the domain. */
const SHAREPOINT: Readonly<Record<string, string>> = {
  'https://graph.microsoft.com': 'sharepoint.com',
  'https://graph.microsoft.us': 'sharepoint.us',
  'https://dod-graph.microsoft.us': 'sharepoint-mil.us',
  'https://microsoftgraph.chinacloudapi.cn': 'sharepoint.cn',
};
const PERSONAL_HOST = 'https://my.microsoftpersonalcontent.com';

/**
 * Addresses on the file host: whoever has one may use it until it ends, and no token is taken
 * there. All that is needed to answer stands in them, as in the real ones.
 */
export class DriveUrls {
  #generation = 0;

  constructor(
    readonly drive: Drive,
    readonly seed: number,
    /** Where files are when the request did not come to a Microsoft host. */
    readonly customOrigin: string | undefined,
  ) {}

  /** All addresses that were given out end now. */
  expire(): void {
    this.#generation += 1;
  }

  download(graphOrigin: string, item: DriveItem): string {
    const auth = this.#sign(`file/${item.guid}`, DOWNLOAD_LIFETIME_S);
    const path = `/personal/${this.#person}/_layouts/15/download.aspx`;
    return `${this.#origin(graphOrigin)}${path}?UniqueId=${item.guid.toLowerCase()}&Translate=false&tempauth=${auth}&ApiVersion=2.0`;
  }

  version(graphOrigin: string, item: DriveItem, number: number): string {
    const auth = this.#sign(`version/${item.guid}/${number}`, DOWNLOAD_LIFETIME_S);
    const path = `/personal/${this.#person}/_api/v2.0/drives/${this.drive.ids.drive}/items/${item.id}/versions/${number}.0/streamContent`;
    return `${this.#origin(graphOrigin)}${path}?tempauth=${auth}`;
  }

  thumbnail(graphOrigin: string, item: DriveItem, width: number, height: number): string {
    const auth = this.#sign(`thumbnail/${item.guid}`, DOWNLOAD_LIFETIME_S);
    return `${this.#origin(graphOrigin)}/transform/thumbnail?docid=${item.id}&width=${width}&height=${height}&tempauth=${auth}`;
  }

  upload(graphOrigin: string, session: string, itemId: string, behavior: string): string {
    const auth = this.#sign(`upload/${session}`, UPLOAD_LIFETIME_S);
    const path = `/personal/${this.#person}/_api/v2.0/drives/${this.drive.ids.drive}/items/${itemId}/uploadSession`;
    const flags = `overwrite=${capital(behavior === 'replace')}&rename=${capital(behavior === 'rename')}`;
    return `${this.#origin(graphOrigin)}${path}?guid=%27${session}%27&${flags}&dc=0&tempauth=${auth}`;
  }

  /**
   * What an address permits: `file`, `version`, `thumbnail` or `upload` and what follows it.
   * Faults: 401 for a permission that is none, 401 or 403 for one that ended.
   */
  permitted(url: URL): string[] {
    const [, payload = '', signature = ''] = (url.searchParams.get('tempauth') ?? '').split('.');
    const bytes = fromBase64(payload);
    const isSound = bytes && signature === this.#signature(payload);
    if (!isSound)
      throw new GraphError(401, 'unauthenticated', 'The address is not valid any more.');
    // It was signed here, so it has this shape.
    const permission = JSON.parse(new TextDecoder().decode(bytes)) as Permission;
    const [kind = '', ...rest] = permission.for.split('/');
    if (permission.exp * 1000 <= this.drive.now) {
      if (kind === 'upload') throw new GraphError(403, 'accessDenied', 'Access denied');
      throw new GraphError(401, 'unauthenticated', 'The address has expired.');
    }
    return [kind, ...rest];
  }

  webUrl(item: DriveItem): string {
    const { flavour, ids } = this.drive;
    if (flavour === 'personal') return `https://onedrive.live.com?cid=${ids.drive}&id=${item.id}`;
    const path = item.names.map(encodeURIComponent).join('/');
    const library = `https://${this.#tenant}-my.sharepoint.com/personal/${this.#person}/Documents`;
    return path === '' ? library : `${library}/${path}`;
  }

  get #tenant(): string {
    return /@([^.]+)/.exec(this.drive.settings.owner.username)?.[1] ?? 'example';
  }

  get #person(): string {
    if (this.drive.flavour === 'personal') return this.drive.ids.drive.toLowerCase();
    return this.drive.settings.owner.username.replace(/[@.]/g, '_');
  }

  #origin(graphOrigin: string): string {
    const domain = SHAREPOINT[graphOrigin];
    if (domain !== undefined) {
      return this.drive.flavour === 'personal'
        ? PERSONAL_HOST
        : `https://${this.#tenant}-my.${domain}`;
    }
    // A page that was loaded over https may not fetch from http.
    const wouldMix = graphOrigin.startsWith('https:') && this.customOrigin?.startsWith('http:');
    return this.customOrigin === undefined || wouldMix ? graphOrigin : this.customOrigin;
  }

  #sign(purpose: string, lifetimeS: number): string {
    const exp = Math.floor(this.drive.now / 1000) + lifetimeS;
    const permission: Permission = { for: purpose, exp };
    const payload = toBase64Url(new TextEncoder().encode(JSON.stringify(permission)));
    return `v1.${payload}.${this.#signature(payload)}`;
  }

  #signature(payload: string): string {
    const random = seededRandom(this.seed, 'tempauth', this.#generation, payload);
    return seededGuid(random).replace(/-/g, '');
  }
}

function capital(value: boolean): string {
  return value ? 'True' : 'False';
}
