import { asId, type ContainerId, type JobId, type JournalId } from '../model/ids.ts';
import type { RestoreProgress } from '../model/job.ts';
import type { PutBackPlan, PutBackSelection, PutBackWay } from '../model/put-back.ts';
import type { Chat, ChatMessage } from '../simulator/chats/chat.ts';
import { backUpChats, ownerOf, withChats } from './chats.contract.ts';
import type { Engine } from './engine.ts';
import { type Simulated, type SimulatedOptions, untilRestored } from './simulated.contract.ts';

/** For tests: a kept conversation, and putting it back. */
export const LOOK = { locale: 'en-GB', timeZone: 'UTC' };
export const PNG = new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10, 7]);
const MINUTE_MS = 60_000;

export class Talk {
  readonly simulated: Simulated;
  readonly control;
  readonly sam;
  readonly ana;
  readonly group: Chat;
  #engine: Engine | null = null;

  constructor(options: SimulatedOptions = {}) {
    this.simulated = withChats({ patience: 'brief', ...options });
    this.simulated.granted = [
      ...(this.simulated.granted ?? []),
      'ChatMessage.Send',
      'Chat.ReadWrite',
    ];
    this.control = this.simulated.simulator.chats.control;
    this.sam = this.control.person('Sam Sender');
    this.ana = this.control.person('Ana Silva');
    this.group = this.control.group('Garden', [this.sam, this.ana]);
  }

  get engine(): Engine {
    if (this.#engine === null) throw new Error('begin first');
    return this.#engine;
  }

  /** Says something a minute later. */
  say(written: Parameters<typeof this.control.post>[1]): ChatMessage {
    this.simulated.clock.advance(MINUTE_MS);
    return this.control.post(this.group, written);
  }

  async begin(): Promise<this> {
    await this.restart();
    await backUpChats(this.simulated, this.engine);
    this.simulated.clock.advance(MINUTE_MS);
    return this;
  }

  async restart(): Promise<void> {
    await this.#engine?.close();
    this.#engine = await this.simulated.open();
  }

  async rows(texts: readonly string[] | null = null): Promise<PutBackSelection> {
    const account = ownerOf(this.simulated).id;
    const id = asId<ContainerId>(this.group.id);
    const container = { account, source: 'chats', id } as const;
    if (texts === null) return { container, rows: null };
    const order = { sort: 'date', descending: false, show: 'all' } as const;
    const query = { account, source: 'chats', container: id, ...order } as const;
    const { rows } = await this.engine.listItems(query, null, 1000);
    const chosen = rows.filter(({ preview }) => texts.some((text) => preview.startsWith(text)));
    if (chosen.length === 0) throw new Error('no such messages');
    return { container, rows: chosen.map(({ row }) => row) };
  }

  /** The first and the last message, as the list of chats tells them. */
  days(): { first: string; last: string } {
    const times = [...this.group.messages.values()].map(({ createdAt }) => createdAt);
    const iso = (time: number) => new Date(time).toISOString();
    return { first: iso(Math.min(...times)), last: iso(Math.max(...times)) };
  }

  async plan(way: PutBackWay, texts: readonly string[] | null = null): Promise<PutBackPlan> {
    return this.engine.planPutBack(await this.rows(texts), way);
  }

  async put(way: PutBackWay, texts: readonly string[] | null = null): Promise<RestoreProgress> {
    const { id } = await this.plan(way, texts);
    return this.ended(await this.engine.startPutBack(id, []));
  }

  async undo(run: RestoreProgress): Promise<RestoreProgress> {
    return this.ended(await this.engine.startUndo(run.journal ?? asId<JournalId>('')));
  }

  ended(id: JobId): Promise<RestoreProgress> {
    return untilRestored(this.engine, id);
  }

  /** What the person has posted with our introduction and is there. */
  posts(): ChatMessage[] {
    return [...this.group.messages.values()].filter(
      ({ deletedAt, body }) =>
        deletedAt === null && body.content.includes('From a copy of this chat'),
    );
  }
}
