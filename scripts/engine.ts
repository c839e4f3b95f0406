import { setMaxListeners } from 'node:events';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { createEngine, type Engine } from '../shared/engine/engine.ts';
import { type Clock, systemClock } from '../shared/lib/clock.ts';
import { type Choice, EVERYTHING } from '../shared/model/choice.ts';
import { Fault, isFault } from '../shared/model/fault.ts';
import type { AccountId, JobId } from '../shared/model/ids.ts';
import { type ItemRow, SOURCE_NAMES, type SourceName } from '../shared/model/item.ts';
import type { JobProgress } from '../shared/model/job.ts';
import { copy } from './engine-copy.ts';
import { nodeParts, scriptedSignIn, secretFromEnvironment } from './engine-parts.ts';
import { putBack, transcript, undo } from './engine-put-back.ts';
import { exportAll, list } from './engine-read.ts';
import { check, pin, repair, thinOut } from './engine-upkeep.ts';
import { noCatalog } from './no-catalog.ts';
import { PUT_BACK_OPTIONS, readPutBack, readTranscript } from './put-back-arguments.ts';
import { readLevel, readPrune, UPKEEP_OPTIONS } from './upkeep-arguments.ts';

const USAGE = `npm run engine -- COMMAND --repository DIR …
  backup  --cloud URL [--account NAME]       copies what is new; the receipt is the last line
          [--encrypt]                        encrypts the repository before, with the passphrase
                                             in HOLDFAST_PASSPHRASE, and prints its recovery code
          [--versions off | N | all]         also so many older versions of each file, from now on
          [--source mail | drive | chats]    what of the account: mail (usual), OneDrive, or the
                                             chats of Teams
          [--channels on | off]              of chats: channels of one's teams as well, from now
                                             on, where an administrator has allowed it
  restore --cloud URL [--account NAME] --message ID | --subject TEXT | --gone
          [--source mail | drive]            what of the account: mail (usual), or OneDrive, of
                                             which a file's name is its --subject
  put-back --cloud URL [--account NAME] --chat NAME|ID --as mail | files | post
          [--since DAY] [--until DAY]        a conversation, or some days of it: as messages into
          [--into FOLDER] [--dry-run]        Conversation History, its files into a folder of the
          [--yes]                            OneDrive, or posted again, which everybody in the chat
                                             sees and --yes allows; else it is told what would be
  undo    --cloud URL [--journal ID]         takes back the last restore, or the one of that journal
  transcript --chat NAME|ID --as html | json | csv --to FILE [--since DAY] [--until DAY]
          [--snapshot ID]                    a conversation, or some days of it, as one file
  list    [--snapshot ID] [--source NAME]    snapshots, folders, messages and files as JSON lines
  check   [--quick | --sample N | --full]    looks whether all is whole and names what is not:
                                             lists only; and N % of the rest; and all (usual)
  repair                                     sets damage apart; the next backup fetches it again
  prune   [--dry-run] [--keep-within DAYS] [--keep-last N] [--keep-hourly N] [--keep-daily N]
          [--keep-weekly N] [--keep-monthly N] [--keep-yearly N] [--keep-gone DAYS]
          [--at-once] [--damaged]            thins out older copies; --at-once when nobody else
                                             writes here; --damaged gives up what is damaged
  pin     --snapshot ID [--off]              no prune takes this copy away
  export  --to DIR [--snapshot ID]           every message and file as a file, in folders, and
                                             each chat as a page, as JSON and as a table;
          [--source NAME]                    of one source alone
  copy    --to DIR [--recheck]               every file of the repository to another folder;
                                             --recheck also reads what is there already
The password is taken from HOLDFAST_PASSWORD; what opens an encrypted repository from
HOLDFAST_PASSPHRASE or HOLDFAST_CODE. Exit codes: 0 complete, 3 incomplete or stopped; of a
check 0 sound, 1 damaged.`;

/** A job has one signal for all that it does side by side. */
setMaxListeners(100);

/** Rows asked for at once. */
const PAGE = 1000;
const EXIT = { done: 0, trouble: 1, usage: 2, incomplete: 3, stopped: 4 };

type Print = (line: unknown) => void;

/** Runs one command and tells the exit code. `clock` is what Microsoft's limits are kept by. */
export async function runEngine(
  args: readonly string[],
  print: Print,
  clock: Clock = systemClock,
): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      repository: { type: 'string' },
      cloud: { type: 'string' },
      account: { type: 'string', default: 'pat@example.com' },
      source: { type: 'string' },
      versions: { type: 'string' },
      channels: { type: 'string' },
      snapshot: { type: 'string', default: 'latest' },
      to: { type: 'string' },
      message: { type: 'string' },
      subject: { type: 'string' },
      gone: { type: 'boolean', default: false },
      recheck: { type: 'boolean', default: false },
      encrypt: { type: 'boolean', default: false },
      ...UPKEEP_OPTIONS,
      ...PUT_BACK_OPTIONS,
    },
  });
  const [command] = positionals;
  const { repository, cloud, account, snapshot, to } = values;
  if (repository === undefined) return usage('--repository is missing');
  const source = SOURCE_NAMES.find((name) => name === values.source) ?? null;
  if (source === null && values.source !== undefined) return usage('no such source');
  if (command === 'list') return list(repository, snapshot, source, print);
  if (command === 'check') {
    const how = readLevel(values);
    return how === null ? usage('--sample wants a number') : check(repository, how, print);
  }
  if (command === 'repair') return repair(repository, print);
  if (command === 'prune') {
    const how = readPrune(values);
    return how === null ? usage('--keep wants a number') : thinOut(repository, how, print);
  }
  if (command === 'pin') return pin(repository, snapshot, !values.off, print);
  if (command === 'export') {
    return to === undefined
      ? usage('--to is missing')
      : exportAll(repository, snapshot, to, source, print);
  }
  if (command === 'copy') {
    return to === undefined
      ? usage('--to is missing')
      : copy(repository, to, values.recheck, print);
  }
  if (command === 'transcript') {
    const how = readTranscript(values);
    if (typeof how === 'string') return usage(how);
    return to === undefined
      ? usage('--to is missing')
      : transcript(repository, snapshot, to, how, print);
  }
  if (!isForAccount(command)) return usage('no such command');
  const how = command === 'put-back' ? readPutBack(values) : null;
  if (typeof how === 'string') return usage(how);
  if (cloud === undefined) return usage('--cloud is missing');
  const signIn = scriptedSignIn(cloud, account);
  const parts = nodeParts(repository, cloud, signIn, clock);
  const isCopying = command === 'backup';
  const engine = await createEngine(
    isCopying ? { ...parts, openCatalog: async () => noCatalog() } : parts,
  );
  try {
    const wasLocked = await unlock(engine);
    if (isCopying && values.encrypt && !wasLocked) await encrypt(engine, print);
    const who = await signIn.account();
    if (isCopying) {
      if (values.versions !== undefined) {
        const versions = howMany(values.versions);
        if (versions === null) return usage('--versions is off, all or a number');
        await engine.writeChoice(who.id, source ?? 'mail', { ...EVERYTHING, versions });
      }
      if (values.channels !== undefined) {
        const channels = values.channels === 'on';
        if (!channels && values.channels !== 'off') return usage('--channels is on or off');
        const choice = await engine.readChoice(who.id, 'chats');
        await engine.writeChoice(who.id, 'chats', { ...choice, channels });
      }
      const [job] = await engine.startBackup(who, [source ?? 'mail']);
      return await backup(engine, job, print);
    }
    await untilListed(engine);
    if (command === 'undo') return await undo(engine, values.journal, toldOnTheWay, print);
    if (how !== null) return await putBack(engine, who.id, how, toldOnTheWay, print);
    const { message, subject, gone } = values;
    return await restore(
      engine,
      await chooseRows(engine, who.id, source ?? 'mail', { message, subject, gone }),
      print,
    );
  } finally {
    await engine.close();
  }
}

function isForAccount(command: string | undefined): boolean {
  return command !== undefined && ['backup', 'restore', 'put-back', 'undo'].includes(command);
}

function howMany(text: string): Choice['versions'] | null {
  if (text === 'off' || text === 'all') return text;
  return /^[1-9]\d{0,3}$/.test(text) ? Number(text) : null;
}

/**
 * Whether it was locked. Where nothing is given to unlock it, whatever needs the repository says
 * so.
 */
async function unlock(engine: Engine): Promise<boolean> {
  const secret = secretFromEnvironment();
  const isLocked = (await lockOf(engine)) === 'locked';
  if (isLocked && secret !== undefined) await engine.unlock(secret);
  return isLocked;
}

/** The recovery code is shown this once. Fault `conflict`: it is encrypted already. */
async function encrypt(engine: Engine, print: Print): Promise<void> {
  const passphrase = process.env.HOLDFAST_PASSPHRASE;
  if (!passphrase) throw new Fault('key-needed', 'HOLDFAST_PASSPHRASE is not set');
  const { code } = await engine.protect(passphrase);
  print({ recoveryCode: code });
}

async function lockOf(engine: Engine) {
  for await (const { repository } of engine.watchStatus()) return repository.lock;
  throw new Error('an engine has a status');
}

async function backup(engine: Engine, id: JobId, print: Print): Promise<number> {
  const last = await stoppable(engine, id);
  if (last.kind !== 'backup') return EXIT.trouble;
  if (last.receipt === null) {
    console.error(`The backup ended without a receipt: ${last.endedBy}`);
    return EXIT.trouble;
  }
  print(last.receipt);
  const { verdict, reason } = last.receipt;
  if (verdict === 'complete') return EXIT.done;
  return reason === null ? EXIT.incomplete : EXIT.stopped;
}

async function restore(engine: Engine, rows: readonly ItemRow[], print: Print): Promise<number> {
  if (rows.length === 0) {
    console.error('There is nothing of that kind to restore.');
    return EXIT.trouble;
  }
  const plan = await engine.planRestore({ kind: 'rows', rows: rows.map(({ row }) => row) });
  const options = { except: [], moveFromElsewhere: false, intoNewFolder: null };
  const last = await stoppable(engine, await engine.startRestore(plan.id, options));
  if (last.kind === 'backup' || last.result === null) return EXIT.trouble;
  print(last.result);
  return last.failed === 0 && !last.result.stopped ? EXIT.done : EXIT.incomplete;
}

/** The same, with how far it is beside the lines. */
async function toldOnTheWay(engine: Engine, id: JobId): Promise<JobProgress> {
  let said = 0;
  return stoppable(engine, id, (progress) => {
    if (progress.kind === 'backup' || progress.done === said) return;
    said = progress.done;
    console.error(`${said} of ${progress.total}`);
  });
}

/** The job's last word. The first interrupt stops the job, which keeps what it has. */
async function stoppable(
  engine: Engine,
  id: JobId,
  tell: (progress: JobProgress) => void = () => {},
): Promise<JobProgress> {
  const stop = () => void engine.stopJob(id);
  process.once('SIGINT', stop);
  let last: JobProgress | undefined;
  for await (const progress of engine.watchJob(id)) {
    last = progress;
    tell(progress);
  }
  process.off('SIGINT', stop);
  if (last === undefined) throw new Error('a job says something of itself');
  return last;
}

/** The catalog lives in memory and is made anew first. */
async function untilListed(engine: Engine): Promise<void> {
  for await (const { catalog } of engine.watchStatus()) if (catalog.state === 'ready') return;
}

async function chooseRows(
  engine: Engine,
  account: AccountId,
  source: SourceName,
  chosen: { message: string | undefined; subject: string | undefined; gone: boolean },
): Promise<ItemRow[]> {
  const rows: ItemRow[] = [];
  for (const { id: container } of await engine.listContainers(account, source)) {
    const show = chosen.gone ? 'gone' : 'all';
    const order = { sort: 'date', descending: false, show } as const;
    const query = { account, source, container, ...order } as const;
    let page = await engine.listItems(query, null, PAGE);
    for (;;) {
      rows.push(...page.rows.filter((row) => isChosen(row, chosen)));
      if (page.next === null) break;
      page = await engine.listItems(query, page.next, PAGE);
    }
  }
  return rows;
}

/** What has moved is listed where it is; its line where it was would restore it twice. */
function isChosen(row: ItemRow, chosen: Parameters<typeof chooseRows>[3]): boolean {
  if (row.movedTo !== null) return false;
  if (chosen.message !== undefined) return row.itemId === chosen.message;
  if (chosen.subject !== undefined) return row.subject === chosen.subject;
  return chosen.gone && row.lastSeenAt !== null;
}

function usage(problem: string): number {
  console.error(`${problem}\n${USAGE}`);
  return EXIT.usage;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  // Whoever reads only the first lines closes the pipe.
  process.stdout.on('error', () => process.exit(EXIT.trouble));
  runEngine(process.argv.slice(2), (line) => console.log(JSON.stringify(line))).then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      console.error(isFault(error) ? `${error.code}: ${error.message}` : error);
      process.exitCode = EXIT.trouble;
    },
  );
}
