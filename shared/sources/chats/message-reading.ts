import type { Graph } from '../../graph/graph.ts';
import { Fault, isFault } from '../../model/fault.ts';
import { chatPath, PER_PAGE, readMessages } from './calls.ts';
import { type GraphMessage, type GraphPage, readMessage, readPage } from './graph-chat.ts';

export interface ReadingPlan {
  by: 'created' | 'modified';
  /** ISO 8601: what was last changed before then is known. */
  after: string | null;
  /** Where an earlier run stopped. */
  begun: { link: string; oldest: string } | null;
  /** ISO 8601: when the chat was made, for reading from its start. */
  startedAt: string | null;
  signal: AbortSignal;
}

export interface MessagePage {
  messages: GraphMessage[];
  /** null with the last one. */
  nextLink: string | null;
  /** ISO 8601, of the order it is read in; everything newer has been told. */
  oldest: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const PROPERTIES = { created: 'createdDateTime', modified: 'lastModifiedDateTime' } as const;

/**
 * Reads the messages of a chat, newest first, page by page. Links of such lists are known to be
 * refused, to repeat themselves, and to end with a deleted message: then it goes on by the date of
 * the oldest message that came, which such a list can be asked for. Each message is told once.
 * Sources: github.com/microsoftgraph/microsoft-graph-docs-contrib issues 2588, 3319 and 3421.
 */
export class MessageReading {
  pageCount = 0;
  readonly #graph: Graph;
  readonly #chat: string;
  readonly #plan: ReadingPlan;
  readonly #told = new Set<string>();
  #oldest = Number.POSITIVE_INFINITY;
  /** The cloud takes neither order nor filter: newest change first is its own order. */
  #isPlain = false;

  constructor(graph: Graph, chat: string, plan: ReadingPlan) {
    this.#graph = graph;
    this.#chat = chat;
    this.#plan = plan;
    if (plan.begun !== null) this.#oldest = Date.parse(plan.begun.oldest);
  }

  async *pages(): AsyncGenerator<MessagePage, void> {
    let link: string | null = this.#plan.begun?.link ?? this.#start();
    let isAnother = this.#plan.begun !== null;
    while (link !== null) {
      const page: GraphPage | null = await this.#read(link, isAnother);
      const told = page === null ? [] : this.#take(page);
      const next: string | null = this.#next(link, page, told);
      if (told.length > 0) {
        this.pageCount += 1;
        yield { messages: told, nextLink: next, oldest: new Date(this.#oldest).toISOString() };
      }
      isAnother = true;
      link = next;
    }
  }

  /** Not more than a page of what is known already: the rest of the list is older still. */
  #isKnown(message: GraphMessage): boolean {
    const { after } = this.#plan;
    return after !== null && message.modified <= Date.parse(after);
  }

  #take(page: GraphPage): GraphMessage[] {
    const told: GraphMessage[] = [];
    for (const raw of page.entries) {
      const message = readMessage(raw);
      if (message === null) continue;
      const by = this.#isPlain ? 'modified' : this.#plan.by;
      this.#oldest = Math.min(this.#oldest, message[by]);
      if (this.#told.has(message.id)) continue;
      this.#told.add(message.id);
      told.push(message);
    }
    return told;
  }

  #next(link: string, page: GraphPage | null, told: readonly GraphMessage[]): string | null {
    // A link that was refused: on from the oldest, unless it was that which was asked for.
    if (page === null) return this.#onward(link);
    if (told.length > 0 && told.every((message) => this.#isKnown(message))) return null;
    const { nextLink } = page;
    const isSound = nextLink !== null && nextLink !== link && told.length > 0;
    if (isSound) return nextLink;
    if (nextLink === null && !this.#seemsCutOff(page, told)) return null;
    // Asked from the oldest on, and nothing new came: there is no more.
    return told.length === 0 && isOnward(link) ? null : this.#onward(link);
  }

  /** Whether a list that says it is at its end may not be. */
  #seemsCutOff(page: GraphPage, told: readonly GraphMessage[]): boolean {
    if (told.length === 0) return false;
    if (page.entries.length >= PER_PAGE || told.some(({ isDeleted }) => isDeleted)) return true;
    const { startedAt } = this.#plan;
    return startedAt !== null && this.#oldest > Date.parse(startedAt) + DAY_MS;
  }

  async #read(link: string, isAnother: boolean): Promise<GraphPage | null> {
    const options = readMessages(this.#chat);
    try {
      const page = readPage(await this.#graph.read(link, options, this.#plan.signal));
      if (page === null) throw new Fault('server-error', 'Graph answered with something else');
      return page;
    } catch (error) {
      if (!isFault(error, 'unexpected')) throw error;
      if (isAnother && !isOnward(link)) return null;
      if (this.#isPlain) throw error;
      this.#isPlain = true;
      this.#oldest = Number.POSITIVE_INFINITY;
      return this.#read(this.#start(), false);
    }
  }

  #start(): string {
    const start = chatPath(this.#chat, `/messages?$top=${PER_PAGE}`);
    if (this.#isPlain) return start;
    const { by, after } = this.#plan;
    const filter = after === null ? '' : `&$filter=${PROPERTIES[by]} gt ${after}`;
    return `${start}&$orderby=${PROPERTIES[by]} desc${filter}`;
  }

  /** Of messages with the same date some may be missing, so that it is asked for again. */
  #onward(link: string): string | null {
    if (this.#isPlain || !Number.isFinite(this.#oldest)) return null;
    const { by, after } = this.#plan;
    const before = new Date(this.#oldest + 1).toISOString();
    const property = PROPERTIES[by];
    const least = after === null ? '' : `${property} gt ${after} and `;
    const onward = `${chatPath(this.#chat, `/messages?$top=${PER_PAGE}`)}&$orderby=${property} desc&$filter=${least}${property} lt ${before}`;
    return onward === link ? null : onward;
  }
}

function isOnward(link: string): boolean {
  return / lt \d/.test(link);
}
