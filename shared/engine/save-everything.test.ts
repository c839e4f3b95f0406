import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { unzip } from '../../tests/unzip.ts';
import { MemoryBackend } from '../backend/memory.ts';
import { SwitchableBackend } from '../backend/switchable.ts';
import { type Bytes, encodeText, joinBytes } from '../lib/bytes.ts';
import { Fault } from '../model/fault.ts';
import type { Saving, SavingWhat } from '../rpc/protocol.ts';
import { createEngine, type Engine } from './engine.ts';
import type { EngineParts } from './engine-parts.ts';
import { namesIn } from './folders.contract.ts';
import { backUp, PAT, Simulated } from './simulated.contract.ts';

const RECOVER = path.join(import.meta.dirname, '../../recover/recover.mjs');
const PAGE = encodeText('<title>Holdfast: read a copy</title>');

let scratch = '';
afterEach(() => rm(scratch, { recursive: true, force: true }));

/** What the browser's private file system does, in memory; full at `mostBytes`. */
function memoryHandOuts(mostBytes = Number.POSITIVE_INFINITY) {
  const discarded: string[] = [];
  const open: EngineParts['openHandOut'] = async (_use, name) => {
    const parts: Bytes[] = [];
    let bytes = 0;
    return {
      write: async (part) => {
        bytes += part.byteLength;
        if (bytes > mostBytes) throw new Fault('quota', 'full');
        parts.push(part.slice());
      },
      finish: async () => new File([joinBytes(parts)], name),
      discard: async () => {
        discarded.push(name);
      },
    };
  };
  return { open, discarded };
}

async function copied(openHandOut?: EngineParts['openHandOut']) {
  const simulated = new Simulated();
  for (let n = 1; n <= 25; n++) simulated.deliver({ subject: `Letter ${n}`, text: `Text ${n}` });
  const browser = new MemoryBackend();
  const backend = new SwitchableBackend(browser);
  simulated.backend = backend;
  const engine = await createEngine({
    ...simulated.parts(),
    firstPlace: {
      backend,
      browser,
      folder: () => {
        throw new Error('no folder is asked for');
      },
      readRecoverPage: async () => PAGE,
    },
    ...(openHandOut === undefined ? {} : { openHandOut }),
  });
  await backUp(engine);
  return { simulated, engine, browser };
}

async function save(engine: Engine, what: SavingWhat): Promise<{ told: Saving[]; file: File }> {
  const told: Saving[] = [];
  for await (const saving of engine.watchSaving(what)) told.push(saving);
  return { told, file: told.at(-1)!.file! };
}

async function unzipped(file: File) {
  return unzip(new Uint8Array(await file.arrayBuffer()));
}

test('every message of the newest copy goes into one file, as it is exported alone', async () => {
  const { engine, simulated } = await copied(memoryHandOuts().open);
  const { told, file } = await save(engine, 'messages');
  const day = new Date(simulated.clock.now()).toISOString().slice(0, 10);
  expect(file.name).toBe(`Holdfast messages ${day}.zip`);
  expect(told.at(-1)).toMatchObject({ done: 25, total: 25, failed: 0 });
  expect(told.length).toBeGreaterThan(1);

  const files = await unzipped(file);
  expect(files.size).toBe(25);
  const [inbox] = (await engine.listContainers(PAT.id, 'mail')).filter(
    ({ role }) => role === 'inbox',
  );
  const order = { sort: 'date', descending: false, show: 'all' } as const;
  const query = { account: PAT.id, source: 'mail', container: inbox!.id, ...order } as const;
  const { rows } = await engine.listItems(query, null, 100);
  for (const { row, subject, date } of rows) {
    const name = `Holdfast messages ${day}/Inbox/${date.slice(0, 10)} ${subject}.eml`;
    expect(files.get(name), name).toEqual((await engine.exportItem(row)).bytes);
  }
  await engine.close();
});

test('the files of a copy, unpacked, open without the program and are sound', async () => {
  const { engine, browser } = await copied(memoryHandOuts().open);
  scratch = await mkdtemp(path.join(tmpdir(), 'holdfast-zip-'));
  const files = await unzipped((await save(engine, 'files')).file);
  const root = [...files.keys()][0]!.split('/')[0]!;
  for (const [name, bytes] of files) {
    await mkdir(path.join(scratch, path.dirname(name)), { recursive: true });
    await writeFile(path.join(scratch, name), bytes);
  }
  expect([...files.keys()].map((name) => name.slice(root.length + 1)).sort()).toEqual(
    [...(await namesIn(browser)), 'README.txt', 'recover.html'].sort(),
  );
  expect(files.get(`${root}/recover.html`)).toEqual(PAGE);
  const args = [RECOVER, 'verify', path.join(scratch, root)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(stdout).toMatch(/Sound\.\n$/);
  await engine.close();
});

test('a copy that is locked is saved as it lies, without its passphrase', async () => {
  const { engine, browser } = await copied(memoryHandOuts().open);
  await engine.protect('correct horse battery staple');
  await engine.lock();
  await expect(save(engine, 'messages')).rejects.toMatchObject({ code: 'not-found' });
  const files = await unzipped((await save(engine, 'files')).file);
  const root = [...files.keys()][0]!.split('/')[0]!;
  for (const name of await namesIn(browser)) {
    expect(files.get(`${root}/${name}`), name).toEqual(await browser.get(name));
  }
  await engine.close();
});

test('a file that can not be read is left out and counted, and costs nothing else', async () => {
  const { engine, browser } = await copied(memoryHandOuts().open);
  const names = await namesIn(browser);
  const lost = names.find((name) => name.startsWith('packs/'))!;
  const read = browser.get.bind(browser);
  browser.get = async (name, range) => {
    if (name === lost) throw new Fault('corrupt', 'a bad sector');
    return read(name, range);
  };
  const { told, file } = await save(engine, 'files');
  expect(told.at(-1)).toMatchObject({ failed: 1 });
  const saved = [...(await unzipped(file)).keys()];
  expect(saved).toHaveLength(names.length - 1 + 2);
  expect(saved.some((name) => name.endsWith(lost))).toBe(false);
  await engine.close();
});

test('a full disk says so and leaves nothing behind', async () => {
  const { open, discarded } = memoryHandOuts(1_000);
  const { engine } = await copied(open);
  await expect(save(engine, 'files')).rejects.toMatchObject({ code: 'quota' });
  expect(discarded).toHaveLength(1);
  await engine.close();
});

test('who turns away from it leaves nothing behind', async () => {
  const { open, discarded } = memoryHandOuts();
  const { engine } = await copied(open);
  for await (const { file } of engine.watchSaving('messages')) {
    expect(file).toBeNull();
    break;
  }
  expect(discarded).toHaveLength(1);
  await engine.close();
});

test('nothing kept and no private file system are told as such', async () => {
  const empty = await new Simulated().open();
  await expect(save(empty, 'files')).rejects.toMatchObject({ code: 'unsupported' });
  await empty.close();
  const simulated = new Simulated();
  const { open } = memoryHandOuts();
  const engine = await createEngine({ ...simulated.parts(), openHandOut: open });
  for (const what of ['files', 'messages'] as const) {
    await expect(save(engine, what)).rejects.toMatchObject({ code: 'not-found' });
  }
  await engine.close();
});
