import { asId, type ContainerId, type ItemId } from '../../model/ids.ts';
import type { ContainerInfo } from '../../model/item.ts';
import type { KnownContainer } from '../walk.ts';
import { aboutIdOf } from './calls.ts';
import { type ChannelPlace, channelIdOf, channelIn, TEAMS } from './channel-calls.ts';
import { type ChannelCursor, readChannelCursor } from './channel-cursor.ts';
import { type Json, sumOf } from './graph-chat.ts';
import type { ListedChannel, ListedTeams } from './team-list.ts';

/** Every so many runs teams and channels are listed: delta tells of neither. */
const LISTED_EVERY = 4;
/** Stands between the name of a team and that of a channel. */
const BETWEEN = ' › ';

/** A channel, as it was known and as it is listed. */
export interface ChannelInBook {
  place: ChannelPlace;
  info: ContainerInfo;
  aboutId: ItemId;
  known: ChannelCursor | null;
  failed: readonly ItemId[];
  /** null: nothing new is told of it. */
  about: Json | null;
  aboutSum: string;
  isLeft: boolean;
  /** Not asked for anything but what failed: the person is not in it any more. */
  isOver: boolean;
  /** Its newest threads are read again, whatever delta says. */
  isLookedInto: boolean;
}

/** What is known of channels from before, and what a run asks for. Asks nobody. */
export class ChannelBook {
  /** Counts on with every run. */
  readonly run: number;
  /** Something was told of the lists, which failed. */
  readonly hasUmbrella: boolean;
  readonly #known: ReadonlyMap<string, { container: KnownContainer; cursor: ChannelCursor | null }>;

  constructor(known: readonly KnownContainer[], run: number) {
    const channels = known.filter(({ id }) => channelIn(id) !== null);
    this.#known = new Map(
      channels.map((container) => [
        container.id as string,
        { container, cursor: readChannelCursor(container.cursor) },
      ]),
    );
    this.hasUmbrella = known.some(({ id }) => id === TEAMS);
    const runs = [...this.#known.values()].map(({ cursor }) => (cursor?.run ?? 0) + 1);
    this.run = runs.reduce((most, each) => Math.max(most, each), run);
  }

  /** Whether teams have to be listed in this run. */
  get isListDue(): boolean {
    return this.hasUmbrella || this.#known.size === 0 || this.run % LISTED_EVERY === 1;
  }

  /** Those that are listed, and after them what is known beside. `listed` null: nobody was asked. */
  channels(listed: ListedTeams | null): ChannelInBook[] {
    const now = (listed?.channels ?? []).map((channel) => this.#listed(channel));
    const present = new Set(now.map(({ info }) => info.id));
    const others = [...this.#known.values()]
      .filter(({ container }) => !present.has(container.id))
      .flatMap(({ container, cursor }) => this.#unlisted(container, cursor, listed));
    const all = [...now, ...others];
    const due = all
      .filter(({ known, isOver }) => !isOver && known?.until != null)
      .reduce<ChannelInBook | null>(olderOf, null);
    if (due !== null) due.isLookedInto = true;
    return all;
  }

  #listed(channel: ListedChannel): ChannelInBook {
    const id = channelIdOf(channel);
    const { container, cursor: known = null } = this.#known.get(id) ?? {};
    const aboutSum = sumOf(JSON.stringify(channel.json));
    const isNew = known === null || known.about !== aboutSum || known.left === true;
    return {
      place: channel,
      info: infoOf(id, nameOfChannel(channel)),
      aboutId: aboutIdOf(id),
      known,
      failed: container?.failed ?? [],
      about: isNew ? channel.json : null,
      aboutSum,
      isLeft: false,
      isOver: false,
      isLookedInto: false,
    };
  }

  #unlisted(
    { id, name, failed = [] }: KnownContainer,
    known: ChannelCursor | null,
    listed: ListedTeams | null,
  ): ChannelInBook[] {
    const place = channelIn(id);
    if (place === null) return [];
    const isSaid = listed?.unlisted != null && !listed.unlisted.has(place.team);
    return [
      {
        place,
        info: infoOf(id, name),
        aboutId: aboutIdOf(id),
        known,
        failed,
        about: null,
        aboutSum: known?.about ?? '',
        isLeft: isSaid && known?.left !== true,
        isOver: isSaid || known?.left === true,
        isLookedInto: false,
      },
    ];
  }
}

function infoOf(id: ContainerId, name: string): ContainerInfo {
  const container = asId<ContainerId>(id);
  return { id: container, parent: null, name, role: 'channel', hidden: false, reportedCount: null };
}

/** Known everywhere by its team: most teams have a channel of the same name. */
export function nameOfChannel({ name, teamName }: { name: string; teamName: string }): string {
  return [teamName, name].filter((each) => each !== '').join(BETWEEN);
}

function olderOf(oldest: ChannelInBook | null, channel: ChannelInBook): ChannelInBook {
  const run = ({ known }: ChannelInBook) => known?.run ?? 0;
  return oldest === null || run(channel) < run(oldest) ? channel : oldest;
}
