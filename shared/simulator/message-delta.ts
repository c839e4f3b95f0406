import { type GraphAnswer, type GraphCall, type Json, option, preference } from './answer.ts';
import { DeltaTokens } from './delta-tokens.ts';
import { badRequest, GraphError } from './graph-error.ts';
import type { Mailbox } from './mailbox.ts';
import { newestFirst } from './message-filter.ts';
import { etagOf, messageJson, typeOf } from './message-json.ts';
import { contextOf, numberOption, preferenceApplied, rendering } from './message-read.ts';
import { type MessageShape, messageShape } from './message-select.ts';
import type { Route } from './route.ts';
import { seededRandom } from './seed/random.ts';
import type { Departure, Folder, Message, Presence } from './store.ts';
import type { Troubles } from './trouble.ts';

/** No default is documented; this is the one of plain lists. */
const DEFAULT_PAGE = 10;
/** No maximum is documented; clients in the field ask for 500 and get it. */
const MOST_PAGE = 500;
/** Source: learn.microsoft.com/graph/api/message-delta. */
const MOST_FILTERED = 5000;

type ChangeType = 'created' | 'updated' | 'deleted' | undefined;

type Entry =
  | { kind: 'item'; message: Message; partial: boolean }
  | { kind: 'removed'; departure: Departure };

/** One walk through a folder: what the first request asked for, and the entries it leads to. */
interface Round {
  folder: Folder;
  shape: MessageShape;
  changeType: ChangeType;
  entries: readonly Entry[];
  /** Changes up to this version are in this round. */
  until: number;
}

/**
 * `messages/delta` of one folder. Source: learn.microsoft.com/graph/delta-query-messages and
 * api/message-delta; what is known from the field only is said where it is done.
 */
export class MessageDelta {
  readonly #tokens = new Map<number, DeltaTokens<Round>>();
  #pages = 0;

  constructor(
    readonly mailbox: Mailbox,
    readonly troubles: Troubles,
    readonly seed: number,
    /** Rounds a folder remembers. */
    readonly depth: number,
  ) {}

  routes(): Route[] {
    const query = ['$select', '$expand', '$filter', '$orderby', '$top', 'changeType'];
    return [
      {
        method: 'GET',
        path: '/me/mailFolders/:folder/messages/delta',
        scope: 'Mail.ReadBasic',
        query: [...query, '$skiptoken', '$deltatoken'],
        answer: (call, { folder = '' }) => this.#answer(call, folder),
      },
      {
        method: 'GET',
        path: '/me/messages/delta',
        scope: 'Mail.ReadBasic',
        answer: () => {
          throw badRequest("Change tracking is not supported against 'microsoft.graph.message'.");
        },
      },
    ];
  }

  /** Forgets the tokens of one folder, or of all. */
  expire(folder?: Folder): void {
    for (const [serial, tokens] of this.#tokens) {
      if (!folder || folder.serial === serial) tokens.expireAll();
    }
  }

  #answer(call: GraphCall, folderId: string): GraphAnswer {
    const folder = this.mailbox.folder(folderId);
    const tokens = this.#tokensOf(folder);
    const skip = option(call, '$skiptoken');
    const delta = option(call, '$deltatoken');
    // A folder's own link names it by id: a token is of no use in another folder.
    if (skip !== undefined) {
      const { round, position, generation } = tokens.redeem('skip', skip);
      return this.#page(call, round, position, generation);
    }
    if (delta !== undefined && delta !== 'latest') {
      const { round } = tokens.redeem('delta', delta);
      return this.#page(call, this.#nextRound(call, round), 0, tokens.begin());
    }
    const round = this.#firstRound(call, folder, delta === 'latest');
    return this.#page(call, round, 0, tokens.begin());
  }

  #tokensOf(folder: Folder): DeltaTokens<Round> {
    const known = this.#tokens.get(folder.serial);
    if (known) return known;
    const tokens = new DeltaTokens<Round>(this.seed, `messages/${folder.serial}`, this.depth);
    this.#tokens.set(folder.serial, tokens);
    return tokens;
  }

  #firstRound(call: GraphCall, folder: Folder, latest: boolean): Round {
    const shape = messageShape(call);
    if (shape.expandAttachments) {
      throw badRequest("Expanding 'attachments' is not supported by change tracking.");
    }
    const order = option(call, '$orderby');
    if (order !== undefined && !/^receivedDateTime\s+desc$/i.test(order.trim())) {
      throw badRequest('Only receivedDateTime desc is supported here.', 'ErrorInvalidUrlQuery');
    }
    const isWanted = receivedFilter(option(call, '$filter'));
    const until = this.mailbox.versionBefore(this.troubles.quirks.lagMs);
    const messages = [...folder.present.values()]
      .filter(({ since, message }) => since <= until && (!isWanted || isWanted(message)))
      .map(({ message }) => message)
      .sort(newestFirst);
    // Known from the field: $top is the most a whole round ever tells, not a page size.
    const top = numberOption(call, '$top', Number.POSITIVE_INFINITY, 1, 1000);
    const told = latest ? [] : messages.slice(0, Math.min(top, isWanted ? MOST_FILTERED : top));
    const entries = told.map((message) => ({ kind: 'item' as const, message, partial: false }));
    return {
      folder,
      shape,
      changeType: readChangeType(option(call, 'changeType')),
      entries: this.#disturb(entries),
      until,
    };
  }

  #nextRound(call: GraphCall, before: Round): Round {
    const { folder, changeType } = before;
    const until = this.mailbox.versionBefore(this.troubles.quirks.lagMs);
    const entries: Entry[] = [];
    const wants = (kind: ChangeType) => changeType === undefined || changeType === kind;
    for (const departure of folder.departures) {
      const { version } = departure;
      if (version <= before.until || version > until || !wants('deleted')) continue;
      if (this.#isTold(call, folder, departure)) entries.push({ kind: 'removed', departure });
    }
    for (const presence of folder.present.values()) {
      if (presence.changed <= before.until || presence.since > until) continue;
      if (!wants(presence.since > before.until ? 'created' : 'updated')) continue;
      const entry = this.#changed(call, presence, before);
      if (entry) entries.push(entry);
    }
    return { ...before, entries: this.#disturb(entries), until };
  }

  /** Whether a departure shows: under immutable ids a message that is back has not left. */
  #isTold(call: GraphCall, folder: Folder, departure: Departure): boolean {
    if (!call.immutableIds) return true;
    const isLast = folder.lastDeparture.get(departure.serial) === departure.version;
    const isBack = folder.present.has(departure.serial);
    return isLast && (!isBack || this.troubles.quirks.returningIsRemoved);
  }

  #changed(call: GraphCall, presence: Presence, before: Round): Entry | undefined {
    const { message, leftBefore } = presence;
    const cameBack = leftBefore > before.until;
    if (cameBack && call.immutableIds && this.troubles.quirks.returningIsRemoved) return undefined;
    const partial = presence.changedBeyondRead <= before.until;
    // Known from the field (docs issues 7776, 5544): a change of the read state tells the read
    // state only, and nothing at all when it is not selected.
    if (partial && !before.shape.properties.has('isRead')) return undefined;
    return { kind: 'item', message, partial };
  }

  #disturb(entries: Entry[]): Entry[] {
    const { replayEvery, shuffled } = this.troubles.quirks;
    const result =
      replayEvery > 0
        ? [...entries, ...entries.filter((_, at) => at % replayEvery === 0)]
        : entries;
    if (!shuffled) return result;
    const random = seededRandom(this.seed, 'order', result.length);
    const keyed = result.map((entry) => ({ entry, key: random() }));
    return keyed.sort((left, right) => left.key - right.key).map(({ entry }) => entry);
  }

  #page(call: GraphCall, round: Round, position: number, generation: number): GraphAnswer {
    const size = pageSize(call);
    const every = this.troubles.quirks.emptyPageEvery;
    this.#pages += 1;
    const isEmpty = every > 0 && this.#pages % every === 0;
    const slice = isEmpty ? [] : round.entries.slice(position, position + size);
    const next = position + slice.length;
    // What has left the folder since the round began is told as gone in the next one.
    const alive = slice.filter(
      (entry) => entry.kind === 'removed' || round.folder.present.has(entry.message.serial),
    );
    const messages = alive.flatMap((entry) =>
      entry.kind === 'item' && !entry.partial ? [entry.message] : [],
    );
    this.troubles.checkPage(messages, round.shape.properties);
    const value = alive.map((entry) => this.#json(call, round, entry));
    const isLast = next >= round.entries.length && !isEmpty;
    const tokens = this.#tokensOf(round.folder);
    const kind = isLast ? 'delta' : 'skip';
    // The last token keeps no entries, so that a folder's history costs no memory.
    const kept = isLast ? { ...round, entries: [] } : round;
    const token = tokens.issue(kind, kept, next, generation);
    const id = this.mailbox.ids.folder(round.folder.serial);
    const link = `${call.url.origin}/v1.0/me/mailfolders('${id}')/messages/delta?$${kind}token=${token}`;
    const json: Json = {
      '@odata.context': `${contextOf(call)}#Collection(message)`,
      [isLast ? '@odata.deltaLink' : '@odata.nextLink']: link,
      value,
    };
    return { status: 200, headers: preferenceApplied(call), json };
  }

  #json(call: GraphCall, round: Round, entry: Entry): Json {
    if (entry.kind === 'removed') {
      const { serial, place } = entry.departure;
      return {
        '@odata.type': '#microsoft.graph.message',
        id: call.immutableIds
          ? this.mailbox.ids.message(serial)
          : this.mailbox.ids.place(round.folder.serial, place),
        '@removed': { reason: 'deleted' },
      };
    }
    const { message, partial } = entry;
    if (partial) {
      return {
        '@odata.type': typeOf(message.content.messageClass),
        '@odata.etag': etagOf(message),
        id: this.mailbox.idOf(message, call.immutableIds),
        isRead: message.state.isRead,
      };
    }
    const json = messageJson(message, round.shape, rendering(this.mailbox, call));
    return { '@odata.type': '#microsoft.graph.message', ...json };
  }
}

/** From `Prefer: odata.maxpagesize`, which a client sends with every request. */
export function pageSize(call: GraphCall): number {
  const text = preference(call.headers, 'odata.maxpagesize');
  const size = Number(text ?? DEFAULT_PAGE);
  if (!Number.isInteger(size) || size < 1) throw badRequest('odata.maxpagesize is not a number.');
  return Math.min(size, MOST_PAGE);
}

function receivedFilter(text: string | undefined): ((message: Message) => boolean) | undefined {
  if (text === undefined) return undefined;
  const [, comparison, time] = /^\s*receivedDateTime\s+(ge|gt)\s+(\S+)\s*$/.exec(text) ?? [];
  const from = Date.parse(time ?? '');
  if (!comparison || Number.isNaN(from)) {
    throw badRequest(
      'Only receivedDateTime ge or gt is supported here.',
      'ErrorInvalidUrlQueryFilter',
    );
  }
  return ({ state }) => (comparison === 'ge' ? state.receivedAt >= from : state.receivedAt > from);
}

function readChangeType(text: string | undefined): ChangeType {
  if (text === undefined || text === 'created' || text === 'updated' || text === 'deleted') {
    return text;
  }
  throw new GraphError(400, 'ErrorInvalidUrlQuery', `'${text}' is not a change type.`);
}
