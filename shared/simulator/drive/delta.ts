import type { GraphAnswer, GraphCall, Json } from '../answer.ts';
import { NoRouteError } from '../graph-error.ts';
import { contextOf } from '../message-read.ts';
import type { Route } from '../route.ts';
import { seededRandom } from '../seed/random.ts';
import { checkDrive, showsShortcuts } from './answers.ts';
import { DriveTokens, type Resync, type Token } from './delta-tokens.ts';
import { invalidRequest } from './errors.ts';
import { type DriveItem, subtree } from './item.ts';
import { type DriveParts, itemJson } from './item-json.ts';
import { locate } from './path.ts';
import { checkDriveOptions, driveOption, selectedNames, topOption } from './query.ts';

/** About what pages were met to hold; documented is nothing. */
const DEFAULT_TOP = 200;
const MOST_TOP = 999;
const WORK_TYPE =
  'application/json; odata.metadata=minimal; odata.streaming=true; IEEE754Compatible=false; charset=utf-8';

/**
 * Delta of a drive. As recorded in 2026, and against its own page: items carry their path, cTag and
 * authors; the root is on every page beside the items; there are no addresses of contents.
 * Source: learn.microsoft.com/graph/api/driveitem-delta.
 */
export class DriveDelta {
  readonly #tokens: DriveTokens;
  #shuffles = 0;

  constructor(
    readonly parts: DriveParts,
    readonly seed: number,
  ) {
    this.#tokens = new DriveTokens(parts.drive.ids.list, () => parts.drive.now);
  }

  routes(): Route[] {
    return [
      {
        method: 'GET',
        scope: 'Files.Read',
        path: '/drives/:drive/items/:item/delta',
        answer: (call, { drive = '', item = '' }) => this.#answer(call, drive, item),
      },
    ];
  }

  expire(resync: Resync): void {
    this.#tokens.expire(resync);
  }

  async #answer(call: GraphCall, driveId: string, locator: string): Promise<GraphAnswer> {
    const { drive } = this.parts;
    checkDrive(this.parts, call, driveId);
    checkDriveOptions(call, ['$select', '$top', '$expand', 'token']);
    if (driveOption(call, '$expand') !== undefined) throw new NoRouteError('delta with $expand');
    const names = selectedNames(call);
    const top = this.parts.troubles.pageSize(topOption(call, DEFAULT_TOP, MOST_TOP));
    const scope = locate(drive, locator);
    if (scope !== drive.root && drive.flavour === 'work') {
      throw invalidRequest('Delta is supported for the root of this drive only.');
    }
    const text = tokenOf(call);
    if (text?.toLowerCase() === 'latest') {
      return this.#page(call, [], { deltaLink: this.#tokens.delta(this.#untold()) });
    }
    const token = this.#token(call, text);
    const at = token.kind === 'page' ? token : this.#begin(call, scope, token.version);
    return this.#continue(call, at, { names, top, scope });
  }

  #token(call: GraphCall, text: string | undefined): Token {
    if (text === undefined) return { kind: 'delta', version: 0 };
    const { drive } = this.parts;
    const since = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN;
    if (Number.isNaN(since)) return this.#tokens.redeem(text, linkOf(call, undefined));
    // Times as tokens are for SharePoint's drives only.
    if (drive.flavour === 'personal') throw invalidRequest('The token is not valid.');
    const before = drive.log.filter(({ at }) => at <= since).at(-1)?.version ?? 0;
    // From before the drive's first change on, everything that was deleted is told as well.
    return { kind: 'delta', version: Math.max(1, before) };
  }

  /** The version up to which changes are told; younger ones may lag behind. */
  #untold(): number {
    const { drive, troubles } = this.parts;
    const { lagMs } = troubles.quirks;
    if (lagMs === 0) return drive.version;
    const until = drive.now - lagMs;
    const young = drive.log.find(({ at }) => at > until);
    return young ? young.version - 1 : drive.version;
  }

  #begin(call: GraphCall, scope: DriveItem, since: number): Token & { kind: 'page' } {
    const { quirks } = this.parts.troubles;
    const version = Math.max(since, this.#untold());
    const all = since === 0 ? [...subtree(scope)] : this.#changed(call, scope, since, version);
    let items = all.filter(
      (item) =>
        item !== this.parts.drive.root && (item.kind !== 'shortcut' || showsShortcuts(call)),
    );
    if (quirks.shuffled) items = this.#shuffle(items);
    if (quirks.replayEvery > 0) {
      items = [...items, ...items.filter((_, at) => at % quirks.replayEvery === 0)];
    }
    const round = { items, version };
    return { kind: 'page', round, number: this.#tokens.begin(round), position: 0, page: 1 };
  }

  /** In the order of their last change, with the folders above unless the client knows them. */
  #changed(call: GraphCall, scope: DriveItem, since: number, version: number): DriveItem[] {
    const { drive, troubles } = this.parts;
    const withParents = !/deltaExcludeParent/i.test(call.headers.get('prefer') ?? '');
    const told = new Set<DriveItem>();
    let first = drive.log.length;
    while (first > 0 && (drive.log[first - 1]?.version ?? 0) > since) first -= 1;
    for (const { item, version: at } of drive.log.slice(first)) {
      if (item.changed !== at || at > version || troubles.has(item, 'untold')) continue;
      if (
        !item.isPresent &&
        item.deletedAt === undefined &&
        !troubles.quirks.tellsDeletedChildren
      ) {
        continue;
      }
      const isWithin = item.isWithin(scope);
      const hasLeft = item.left.some((each) => each.version > since && each.folder.isWithin(scope));
      if (!isWithin && !hasLeft) continue;
      if (withParents && item.isPresent && isWithin) {
        const above: DriveItem[] = [];
        for (let up = item.parent; up && up !== scope.parent; up = up.parent) above.unshift(up);
        for (const each of above) told.add(each);
      }
      if (item.deletedAt !== undefined && troubles.quirks.tellsDeletedChildren) {
        for (const each of subtree(item)) told.add(each);
      }
      told.add(item);
    }
    return [...told];
  }

  async #continue(
    call: GraphCall,
    token: Token & { kind: 'page' },
    shape: { names: ReadonlySet<string> | undefined; top: number; scope: DriveItem },
  ): Promise<GraphAnswer> {
    const { drive, troubles } = this.parts;
    const { round, number, position, page } = token;
    const { emptyPageEvery } = troubles.quirks;
    const isEmpty = emptyPageEvery > 0 && page % emptyPageEvery === 0;
    const end = isEmpty ? position : Math.min(round.items.length, position + shape.top);
    const value: Json[] = [];
    const items = isEmpty ? [] : [drive.root, ...round.items.slice(position, end)];
    for (const item of items) {
      const hasLeft = item.isPresent && item !== drive.root && !item.isWithin(shape.scope);
      if (!hasLeft) value.push(await itemJson(this.parts, call, item, 'delta', shape.names));
      else value.push({ id: item.id, deleted: { state: 'deleted' } });
    }
    const isLast = !isEmpty && end >= round.items.length;
    return this.#page(
      call,
      value,
      isLast
        ? { deltaLink: this.#tokens.delta(round.version) }
        : { nextLink: this.#tokens.page(number, end, page + 1) },
    );
  }

  #page(
    call: GraphCall,
    value: Json[],
    link: { deltaLink: string } | { nextLink: string },
  ): GraphAnswer {
    const isWork = this.parts.drive.flavour === 'work';
    const hasMore = 'nextLink' in link;
    const context = isWork ? '#Collection(driveItem)' : '#Collection(microsoft.graph.driveItem)';
    const json: Json = {
      '@odata.context': `${contextOf(call)}${context}`,
      ...(hasMore
        ? { '@odata.nextLink': linkOf(call, link.nextLink) }
        : { '@odata.deltaLink': linkOf(call, link.deltaLink) }),
      ...(isWork
        ? { '@microsoft.graph.hasMoreData': hasMore, '@microsoft.graph.syncStatus': 'FullData' }
        : {}),
      value,
    };
    return { status: 200, json, ...(isWork ? { headers: { 'Content-Type': WORK_TYPE } } : {}) };
  }

  #shuffle(items: readonly DriveItem[]): DriveItem[] {
    this.#shuffles += 1;
    const random = seededRandom(this.seed, 'delta', this.#shuffles);
    const keyed = items.map((item) => ({ item, key: random() }));
    return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
  }
}

/** As an option, or in the parentheses of the function. */
function tokenOf(call: GraphCall): string | undefined {
  const inside = /\/delta\(token=(?:'|%27)(.*?)(?:'|%27)\)$/i.exec(call.url.pathname)?.[1];
  return inside === undefined ? driveOption(call, 'token') : decodeURIComponent(inside);
}

/** The same request with another token. Forms of links vary; both that were recorded are given. */
function linkOf(call: GraphCall, token: string | undefined): string {
  const url = new URL(call.url);
  url.pathname = url.pathname.replace(/\/delta(\(.*\))?$/i, '/delta');
  url.searchParams.delete('token');
  if (token === undefined) return url.href;
  if (url.search !== '') {
    url.searchParams.set('token', token);
    return url.href;
  }
  return `${url.href}(token='${encodeURIComponent(token)}')`;
}
