import type { Graph, RequestOptions } from '../../graph/graph.ts';
import { pieces } from '../../lib/iterate.ts';
import type { ContainerInfo } from '../../model/item.ts';
import type { KnownContainer, KnownState, SourceChange } from '../walk.ts';
import { ChannelBook, type ChannelInBook } from './channel-book.ts';
import { belowVersion, channelIdOf, READ_POSTS, TEAMS } from './channel-calls.ts';
import { type ListedTeams, lackOf, listTeams } from './team-list.ts';
import { walkChannel } from './walk-channel.ts';

/**
 * So many delta links are asked at once, in one request. Half of what Teams lets a whole organisation
 * ask of messages in a second. Source: learn.microsoft.com/graph/throttling-limits.
 */
const LINKS_AT_ONCE = 10;
const READ_LINKS: RequestOptions = { ...READ_POSTS, apart: { key: 'channel links', ms: 1000 } };

const UMBRELLA: ContainerInfo = {
  id: TEAMS,
  parent: null,
  name: 'Channels of your teams',
  role: 'teams',
  hidden: false,
  reportedCount: null,
};

/** The channels of a person's teams in one run. */
export class ChannelRound {
  readonly #graph: Graph;
  readonly #book: ChannelBook;
  readonly #listed: ListedTeams | null;
  readonly channels: readonly ChannelInBook[];
  #later: Promise<ListedTeams> | null = null;

  private constructor(graph: Graph, book: ChannelBook, listed: ListedTeams | null) {
    this.#graph = graph;
    this.#book = book;
    this.#listed = listed;
    this.channels = book.channels(listed);
  }

  /** Lists teams and channels where that is due. `run`: of chats. */
  static async open(
    graph: Graph,
    known: readonly KnownContainer[],
    run: number,
    signal: AbortSignal,
  ): Promise<ChannelRound> {
    const book = new ChannelBook(known, run);
    const listed = book.isListDue ? await listTeams(graph, signal) : null;
    return new ChannelRound(graph, book, listed);
  }

  /** How many containers it tells of. */
  get count(): number {
    return this.channels.length + Number(this.#failed !== null);
  }

  get #failed() {
    return this.#listed?.failed ?? null;
  }

  /** Its containers; and that the lists failed, for as long as they do. */
  *containers(): Generator<SourceChange, void> {
    for (const { info } of this.channels) yield { kind: 'container', container: info };
    if (this.#failed !== null) yield { kind: 'container', container: UMBRELLA };
  }

  /** What there is to tell, as streams that can go on side by side. */
  walks(known: KnownState, signal: AbortSignal): AsyncGenerator<SourceChange, void>[] {
    const isGone = (channel: ChannelInBook) => this.#isGone(channel, signal);
    const walk = (channel: ChannelInBook, answer?: () => Promise<unknown>) =>
      walkChannel(this.#graph, channel, this.#book.run, known, signal, { answer, isGone });
    const quick = this.channels.filter(
      ({ known: cursor, isOver, isLookedInto }) =>
        !isOver && !isLookedInto && cursor?.until != null && cursor.delta !== null,
    );
    const others = this.channels.filter((channel) => !quick.includes(channel));
    return [
      this.#umbrella(),
      ...[...pieces(quick, LINKS_AT_ONCE)].map((some) => this.#together(some, walk, signal)),
      ...others.map((channel) => walk(channel)),
    ];
  }

  /** A channel that answers nothing may have been left since the lists were read. */
  async #isGone({ place }: ChannelInBook, signal: AbortSignal): Promise<boolean> {
    this.#later ??= this.#listed === null ? listTeams(this.#graph, signal) : null;
    const listed = this.#listed ?? (await this.#later);
    if (listed?.unlisted?.has(place.team) !== false) return false;
    return !listed.channels.some((each) => channelIdOf(each) === channelIdOf(place));
  }

  async *#umbrella(): AsyncGenerator<SourceChange, void> {
    if (this.#failed !== null) {
      yield { kind: 'failed', container: TEAMS, itemId: null, ...this.#failed };
    } else if (this.#listed !== null && this.#book.hasUmbrella) {
      yield { kind: 'container-gone', id: TEAMS };
    }
  }

  async *#together(
    channels: readonly ChannelInBook[],
    walk: (channel: ChannelInBook, answer?: () => Promise<unknown>) => AsyncGenerator<SourceChange>,
    signal: AbortSignal,
  ): AsyncGenerator<SourceChange, void> {
    const links = channels.map(({ known }) => belowVersion(known?.delta ?? ''));
    const answers = await this.#ask(links, signal);
    for (const [at, channel] of channels.entries()) {
      const answer = answers?.[at];
      // A batch that failed as a whole says nothing of any of them: each is asked alone.
      yield* walk(channel, answer && (async () => bodyOf(answer)));
    }
  }

  async #ask(links: readonly string[], signal: AbortSignal) {
    try {
      return await this.#graph.batch(links, READ_LINKS, signal);
    } catch (error) {
      lackOf(error, signal);
      return null;
    }
  }
}

function bodyOf(answer: Awaited<ReturnType<Graph['batch']>>[number]): unknown {
  if (!answer.ok) throw answer.fault;
  return answer.body;
}
