import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from '../../shared/model/item.ts';
import type { SimpleMessage } from '../../shared/simulator/control.ts';
import { pick, type Random, seededRandom } from '../../shared/simulator/seed/random.ts';
import type { Simulator } from '../../shared/simulator/simulator.ts';
import { fileOf } from '../faces/letters.ts';
import { KillableApp } from './killable-app.ts';
import * as page from './page-steps.ts';

const { inPage } = page;
/** A little beyond the time it took last: the writes come at the end, and some kills after it. */
const BEYOND = 1.1;
const FIRST_MS = 2_000;
const TICK_MS = 25;
const LONGEST_MS = 120_000;
const COPIES_KEPT = 2;
const MESSAGES_READ = 3;
const TASKS = ['backup', 'backup', 'mirror', 'thinning'] as const;
type Task = (typeof TASKS)[number];

export interface Round {
  number: number;
  task: Task;
  killedAfterMs: number;
  /** Whether the task was under way at that moment. */
  wasRunning: boolean;
  hadToSignIn: boolean;
}

/**
 * A mailbox that changes, a copy of it, a second place, a thinning: each time the browser is killed
 * at a random moment of one of them, started again, and everything is looked at.
 */
export class Rounds {
  readonly app: KillableApp;
  readonly #account: Account;
  readonly #random: Random;
  readonly #letters: string[] = [];
  readonly #lasted = new Map<Task, number>();
  /** Copies whose receipts somebody was told of. */
  #promised = new Set<string>();
  #number = 0;
  #delivered = 0;
  #hadToSignIn = false;

  private constructor(app: KillableApp, account: Account, seed: number) {
    this.app = app;
    this.#account = account;
    this.#random = seededRandom(seed, 'kills');
  }

  static async start(seed: number, letters: number): Promise<Rounds> {
    const app = await KillableApp.start(() => {});
    const account = await inPage(app, page.readAccount);
    if (account === null) throw new Error('nobody is signed in');
    const rounds = new Rounds(app, account, seed);
    rounds.#deliver(letters);
    return rounds;
  }

  /** One kill, and everything after it. Throws what does not hold. */
  async next(): Promise<Round> {
    const number = this.#number++;
    // The first copy of all is the longest one.
    const task = number === 0 ? 'backup' : pick(this.#random, TASKS);
    this.#hadToSignIn = false;
    if (number > 0) await this.#prepare(task);
    const forgettable = task === 'thinning' ? await this.#run(page.foreseeThinning) : [];
    const lasted = this.#lasted.get(task) ?? FIRST_MS;
    const killedAfterMs = Math.round(this.#random() * BEYOND * lasted);
    const wasRunning = await this.#beginAndKill(task, killedAfterMs);
    for (const id of forgettable) this.#promised.delete(id);

    await this.app.startAgain();
    await this.#expectKept();
    await this.#goOn();
    if (task === 'mirror') await this.#expectMirrored();
    await this.#expectSound('quick');
    return { number, task, killedAfterMs, wasRunning, hadToSignIn: this.#hadToSignIn };
  }

  /** After the last one: every byte of both places. */
  async finish(): Promise<void> {
    await this.#expectMirrored();
    await this.#expectSound('full');
  }

  async #prepare(task: Task): Promise<void> {
    if (this.#number === 2) await inPage(this.app, page.keepFewCopies, COPIES_KEPT);
    this.#change();
    // Something new has to be there to be thinned out.
    if (task === 'thinning') await this.#backUp();
  }

  async #beginAndKill(task: Task, afterMs: number): Promise<boolean> {
    const startedAt = performance.now();
    const until = startedAt + afterMs;
    await this.#begin(task);
    let isOver = false;
    while (performance.now() < until) {
      for (const id of await this.#run(page.readReported)) this.#promised.add(id);
      if (!isOver && (await this.#isOver(task))) {
        isOver = true;
        this.#lasted.set(task, performance.now() - startedAt);
      }
      await sleep(Math.max(0, Math.min(TICK_MS, until - performance.now())));
    }
    await this.app.kill();
    return !isOver;
  }

  async #begin(task: Task): Promise<void> {
    if (task === 'backup') await inPage(this.app, page.beginBackup, this.#account);
    if (task === 'thinning') await this.#run(page.beginThinning);
    // Everything is brought to a new place each time.
    if (task === 'mirror') await inPage(this.app, page.keepMirror, `mirror-${this.#number}`);
  }

  async #isOver(task: Task): Promise<boolean> {
    if (task === 'mirror') return (await this.#run(page.readMirror))?.lastCompleteAt !== null;
    return (await this.#run(page.readJobs)).running === 0;
  }

  /** What every receipt had reported is still there, and can be read. */
  async #expectKept(): Promise<void> {
    // What is read one after the other belongs together only where nothing went on meanwhile.
    const wasBusy = (await this.#run(page.readJobs)).running > 0;
    const kept = await inPage(this.app, page.readKept, MESSAGES_READ);
    if (kept.trouble !== null) throw new Error(`the repository is ${kept.trouble}`);
    for (const id of this.#promised) {
      if (!kept.snapshots.includes(id)) throw new Error(`copy ${id} was reported and is gone`);
      if (!kept.receipts.includes(id)) throw new Error(`the receipt of copy ${id} is gone`);
    }
    const isBusy = wasBusy || (await this.#run(page.readJobs)).running > 0;
    if (!isBusy && kept.listed !== kept.stored) {
      throw new Error(`${kept.stored} are stored, and ${kept.listed} are listed`);
    }
  }

  /** The run that was cut off goes on, and then all that Microsoft has is kept. */
  async #goOn(): Promise<void> {
    await this.#backUp();
    const kept = await inPage(this.app, page.readKept, MESSAGES_READ);
    const count = this.#letters.length;
    if (kept.stored !== count) throw new Error(`${kept.stored} of ${count} are stored`);
  }

  async #backUp(): Promise<void> {
    await inPage(this.app, page.beginBackup, this.#account);
    await this.#until(async () => {
      const { running, waitsFor } = await this.#run(page.readJobs);
      if (waitsFor === 'sign-in') {
        this.#hadToSignIn = true;
        await this.app.signInAgain();
      }
      return running === 0;
    }, 'the copy does not end');
    for (const id of await this.#run(page.readReported)) this.#promised.add(id);
  }

  /** Whatever was cut off there, it becomes whole, and every file in it is what its name says. */
  async #expectMirrored(): Promise<void> {
    const mirror = async () => this.#run(page.readMirror);
    if ((await mirror()) === null) await inPage(this.app, page.keepMirror, 'mirror');
    await this.#until(async () => (await mirror()) !== null, 'no mirror is kept');
    await this.#run(page.beginMirroring);
    await this.#until(async () => {
      const status = await mirror();
      if (status?.trouble) throw new Error(`the mirror: ${status.trouble}`);
      return status?.running === null && status.behindSnapshots === 0;
    }, 'the mirror does not end');
    const bad = await inPage(this.app, page.readBadFiles, (await mirror())?.name ?? '');
    if (bad.length > 0) throw new Error(`in the mirror: ${bad.join(', ')}`);
  }

  async #expectSound(level: 'quick' | 'full'): Promise<void> {
    const result = await inPage(this.app, page.runCheck, level);
    if (result?.verdict === 'sound') return;
    throw new Error(`the ${level} check says ${JSON.stringify(result?.damage ?? 'nothing')}`);
  }

  async #until(is: () => Promise<boolean>, otherwise: string): Promise<void> {
    const until = performance.now() + LONGEST_MS;
    while (!(await is())) {
      if (performance.now() > until) throw new Error(otherwise);
      await sleep(TICK_MS);
    }
  }

  #run<T>(work: () => Promise<T>): Promise<T> {
    return inPage(this.app, work);
  }

  /** Some are deleted, some are read, and others come in. */
  #change(): void {
    const { control } = this.app.simulator;
    const few = Math.min(8, this.#letters.length >> 1);
    for (let times = 0; times < few; times++) {
      const at = Math.floor(this.#random() * this.#letters.length);
      const [id] = this.#letters.splice(at, 1);
      if (id !== undefined) control.delete(id, 'gone');
    }
    control.patch(pick(this.#random, this.#letters), { isRead: this.#number % 2 === 0 });
    this.#deliver(20);
  }

  #deliver(count: number): void {
    for (let times = 0; times < count; times++) {
      this.#letters.push(deliver(this.app.simulator, this.#delivered++));
    }
  }
}

function deliver({ control, mailbox }: Simulator, number: number): string {
  const bytes = fileOf(20_000 + number * 311);
  const attachments = number % 3 === 0 ? [{ name: `File ${number}.bin`, bytes }] : [];
  const message: SimpleMessage = { subject: `Letter ${number}`, attachments };
  const folder = number % 4 === 0 ? control.folderAt('Projects') : 'inbox';
  return mailbox.idOf(control.deliver(message, folder), true);
}
