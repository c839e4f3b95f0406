import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compress, init } from '@bokuweb/zstd-wasm';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  CannotOpen,
  exportSnapshot,
  openRepository,
  type Repository,
  summaryOf,
} from './recover.mjs';
import { sample } from './sample.ts';
import { type Blob, KIND, storedFiles, TinyWriter } from './tiny-writer.ts';

const PROGRAM = path.join(import.meta.dirname, 'recover.mjs');
const VERSION_1 = path.join(import.meta.dirname, '../shared/repository/testdata/version-1');

let scratch = '';
beforeAll(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), 'recover-'));
  await init();
});
afterAll(() => rm(scratch, { recursive: true }));

async function opened(files: ReadonlyMap<string, Uint8Array>): Promise<Repository> {
  const repository = await openRepository(storedFiles(files));
  await repository.load();
  return repository;
}

/** Everything `verify` finds, one line each. */
async function damageIn(files: ReadonlyMap<string, Uint8Array>): Promise<string[]> {
  const repository = await opened(files);
  await repository.verify();
  return repository.problems.map(({ file = '', folder = '', item = '', what, snapshots = [] }) =>
    [file, folder, item, what, snapshots.join()].join('|'),
  );
}

async function exported(repository: Repository, nth = 0) {
  const files = new Map<string, Buffer>();
  const problems: string[] = [];
  const snapshot = repository.snapshots[nth]!;
  for await (const file of exportSnapshot(repository, snapshot, ({ what }) =>
    problems.push(what),
  )) {
    const chunks = [];
    for await (const bytes of file.chunks()) chunks.push(bytes);
    files.set(file.path, Buffer.concat(chunks));
  }
  return { files, problems };
}

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at < 0 ? copy.length + at : at]! ^= 1;
  return copy;
}

function run(words: string[], env: Record<string, string> = {}) {
  return new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const options = { env: { ...process.env, ...env } };
    const child = execFile(process.execPath, [PROGRAM, ...words], options, (_error, out, err) => {
      resolve({ code: child.exitCode ?? -1, out, err });
    });
    child.stdin?.end();
  });
}

async function onDisk(files: ReadonlyMap<string, Uint8Array>): Promise<string> {
  const folder = await mkdtemp(path.join(scratch, 'r'));
  for (const [name, bytes] of files) {
    await mkdir(path.join(folder, path.dirname(name)), { recursive: true });
    await writeFile(path.join(folder, name), bytes);
  }
  return folder;
}

test('a repository of version 2 is sound and every item of it comes out', async () => {
  const { writer, big } = sample();
  expect(await damageIn(writer.files)).toEqual([]);

  const { files, problems } = await exported(await opened(writer.files));

  expect(problems).toEqual([]);
  expect([...files.keys()]).toEqual([
    '_holdfast/snapshot.json',
    '_holdfast/receipt.json',
    'mail/Inbox/',
    'mail/Inbox/2026-01-05 Hello.eml',
    'mail/Inbox/2026-01-06 Grüße_ 3_4.eml',
    'mail/Inbox/(no subject).eml',
    '_holdfast/items/1.jsonl',
    'mail/Inbox/Offers_ 2026/',
    'mail/Inbox/Offers_ 2026/(no subject).eml',
    '_holdfast/items/2.jsonl',
    'files/Drive/',
    'files/Drive/2026-01-07 big.dat.json',
    'files/Drive/big.dat',
    '_holdfast/items/3.jsonl',
  ]);
  expect(files.get('files/Drive/big.dat')).toEqual(big);
  expect(String(files.get('mail/Inbox/2026-01-05 Hello.eml'))).toContain('this is MIME');
});

test('a message without MIME is rebuilt as one', async () => {
  const { files } = await exported(await opened(sample().writer.files));
  const eml = files.get('mail/Inbox/2026-01-06 Grüße_ 3_4.eml')!;

  expect(
    String(eml)
      .split('\r\n')
      .every((line) => /^[\t -~]{0,98}$/.test(line)),
  ).toBe(true);
  const email = await PostalMime.parse(eml);
  expect(email).toMatchObject({
    subject: 'Grüße: 3/4',
    from: { name: 'Jürgen', address: 'j@x' },
    to: [{ name: 'Pat, "P"', address: 'p@x' }],
    date: '2026-01-06T10:00:00.000Z',
  });
  expect(email.html).toContain('<p>Grüße</p>');
  const [picture] = email.attachments;
  expect(picture).toMatchObject({ filename: 'größe.png', mimeType: 'image/png' });
  expect([...new Uint8Array(picture!.content as ArrayBuffer)]).toEqual([1, 2, 3, 0, 255]);
  const names = email.headers.map(({ key }) => key);
  expect(names).toContain('received');
  expect(names.filter((name) => name === 'content-type')).toHaveLength(1);
  expect(email.headers.find(({ key }) => key === 'x-not-kept')?.value).toBe('far away');
});

test('packs alone are enough: without indexes everything is found', async () => {
  const { writer, index } = sample();
  writer.files.delete(index);
  expect(await damageIn(writer.files)).toEqual([]);
});

test('foreign and empty files are left alone, and names may be in upper case', async () => {
  const { writer, data } = sample();
  const bytes = writer.files.get(data.path)!;
  writer.files.delete(data.path);
  writer.files.set(data.path.toUpperCase().replace('PACKS/', 'packs/'), bytes);
  writer.files.set('snapshots/conflict copy.snap', Buffer.from('x'));
  expect(await damageIn(writer.files)).toEqual([]);
});

test.each(['data', 'state', 'index', 'snapshot', 'journal'] as const)(
  'one flipped bit anywhere in a file is found: %s',
  async (name) => {
    const written = sample();
    const place = typeof written[name] === 'string' ? written[name] : written[name].path;
    const bytes = written.writer.files.get(place)!;
    const places = [0, 8, 10, 12, 16, 40, 70, 97, 105, 110, bytes.length >> 1, -25, -20, -3];
    for (const at of places) {
      const damage = await damageIn(new Map(written.writer.files).set(place, flipped(bytes, at)));
      expect(
        damage.some((line) => line.startsWith(place)),
        `at ${at}`,
      ).toBe(true);
    }
  },
);

test('a damaged pack names the items it takes along, and the rest still comes out', async () => {
  const { writer, data } = sample();
  writer.files.set(data.path, flipped(writer.files.get(data.path)!, 100));

  expect(await damageIn(writer.files)).toEqual([
    `${data.path}|||it is not what its name says|`,
    `${data.path}|||part 1 of 3, with 3 pieces of data: it is not what was sealed|`,
    '|mail/Inbox|2026-01-05 Hello|lost: its original|2',
    '|mail/Inbox|2026-01-06 Grüße: 3/4|lost: the list of its attachments, an attachment|2',
    '|Inbox|2026-01-05 Hello|lost: its original|1',
    '|Inbox|2026-01-06 Grüße: 3/4|lost: the list of its attachments, an attachment|1',
  ]);
  const { files, problems } = await exported(await opened(writer.files));
  expect(problems).toHaveLength(3);
  expect(files.has('mail/Inbox/2026-01-06 Grüße_ 3_4.eml')).toBe(true);
  expect(files.get('files/Drive/big.dat')).toHaveLength(120_000);
});

test('what is left of a pack that was cut short is still read', async () => {
  const { writer, data } = sample();
  const bytes = writer.files.get(data.path)!;
  writer.files.set(data.path, bytes.subarray(0, -300));

  const damage = await damageIn(writer.files);
  expect(damage[0]).toBe(
    `${data.path}|||it has ${bytes.length - 300} bytes and must have ${bytes.length}|`,
  );
  const { files } = await exported(await opened(writer.files));
  expect(String(files.get('mail/Inbox/2026-01-05 Hello.eml'))).toContain('this is MIME');
});

test.each([true, false])(
  'a missing pack is told with what it held, known by an index: %s',
  async (known) => {
    const { writer, data, index } = sample();
    if (!known) writer.files.delete(index);
    writer.files.delete(data.path);

    const damage = await damageIn(writer.files);
    expect(damage.includes(`${data.path}|||it is missing|`)).toBe(known);
    expect(damage).toContain('|files/Drive|2026-01-07 big.dat|lost: its original|2');
  },
);

test('a missing page costs the items below it and no others', async () => {
  const { writer, state, index } = sample();
  writer.files.delete(index);
  writer.files.delete(state.path);
  const [a, c] = ['a', 'c'].map((id) => {
    const meta = writer.json(KIND.meta, { v: 1, subject: id });
    return { meta, page: writer.leaf([{ id, meta }]) };
  }) as [{ meta: Blob; page: Blob }, { meta: Blob; page: Blob }];
  const root = writer.parent([
    { last: 'a', page: a.page, items: 1, unwhole: 0 },
    { last: 'b', page: writer.leaf([{ id: 'b', meta: a.meta }]), items: 1, unwhole: 0 },
    { last: 'c', page: c.page, items: 1, unwhole: 0 },
  ]);
  writer.pack([
    { kind: KIND.meta, blobs: [a.meta, c.meta] },
    { kind: KIND.page, blobs: [a.page, c.page, root] },
  ]);
  writer.snapshot(3, [{ items: root.id, itemCount: 3 }]);

  const repository = await opened(writer.files);
  const { files, problems } = await exported(repository);
  expect([...files.keys()].filter((name) => name.endsWith('.eml'))).toEqual([
    'Inbox/a.eml',
    'Inbox/c.eml',
  ]);
  expect(problems).toEqual(['a part of its list can not be read, with 1 items: it is missing']);
  expect(await damageIn(writer.files)).toContain(
    '|Inbox||a part of its list can not be read, with 1 items: it is missing|3',
  );
});

test('a copy elsewhere stands in for a damaged blob', async () => {
  const { writer, data } = sample();
  const text = writer.blob(KIND.body, '<p>Grüße</p>');
  const right = writer.json(KIND.body, [
    { name: 'Received', value: 'from a by b' },
    { name: 'Content-Type', value: 'multipart/mixed; boundary=gone' },
  ]);
  writer.pack([{ kind: KIND.body, blobs: [text, right] }]);
  const directory = data.directory;
  const offset = directory.readUInt32LE(8 + 16);
  writer.files.set(data.path, flipped(writer.files.get(data.path)!, offset));

  const damage = await damageIn(writer.files);
  expect(damage.filter((line) => line.startsWith('|'))).toEqual([]);
  expect(damage).toHaveLength(2);
});

test('bytes under a wrong id are found even where every seal is right', async () => {
  const { writer } = sample();
  const lie = {
    ...writer.json(KIND.meta, { v: 1, subject: 'true' }),
    bytes: Buffer.from('{"v":1}'),
  };
  const page = writer.leaf([{ id: 'x', meta: lie }]);
  const pack = writer.pack([
    { kind: KIND.meta, blobs: [lie] },
    { kind: KIND.page, blobs: [page] },
  ]);
  writer.snapshot(3, [{ items: page.id, itemCount: 1 }]);

  expect(await damageIn(writer.files)).toEqual([
    `${pack.path}|||data in it is not what was kept|`,
    '|Inbox|x|lost: its properties|3',
  ]);
});

test('snapshots and packs that were removed on purpose are not missed', async () => {
  const { writer, data, snapshot } = sample();
  const gone = {
    goneAt: '2026-02-01T00:00:00.000Z',
    indexes: [],
    packs: [data.hash],
    repository: writer.id,
    snapshots: [...writer.files.keys()]
      .filter((name) => name.startsWith('snapshots/'))
      .map((name) => ({ endedAt: '', id: name.slice(10, 74), sequence: 1 })),
    version: 2,
    why: 'person',
    writer: '',
  };
  writer.body('gone', Buffer.from(JSON.stringify(gone)));
  writer.files.delete(data.path);
  writer.files.delete(snapshot);

  const repository = await opened(writer.files);
  expect(repository.snapshots).toEqual([]);
  expect(await damageIn(writer.files)).toEqual([]);
});

test('a snapshot whose lists are missing is not the newest one', async () => {
  const { writer } = sample();
  writer.snapshot(3, [{ items: 'ab'.repeat(32), itemCount: 7 }]);
  const repository = await opened(writer.files);
  expect(repository.newest?.sequence).toBe(2);
  expect(repository.problems.map(({ snapshots }) => snapshots)).toEqual([[3]]);
});

test('a lost or broken file "format" is reported and the rest read all the same', async () => {
  const { writer } = sample();
  const without = new Map(writer.files);
  without.delete('format');
  expect(await damageIn(without)).toEqual(['format|||it is missing|']);
  const broken = new Map(writer.files).set('format', flipped(writer.files.get('format')!, 40));
  expect(await damageIn(broken)).toEqual(['format|||its lines do not match its last one|']);
});

test('a newer version, an unknown feature, a place without a repository: refused', async () => {
  for (const writer of [new TinyWriter([], 3), new TinyWriter(['holograms'])]) {
    writer.openSlots();
    await expect(openRepository(writer.stored())).rejects.toThrow(CannotOpen);
  }
  await expect(openRepository([])).rejects.toThrow(CannotOpen);
  const { writer } = sample();
  const without = [...writer.files].filter(([name]) => !name.startsWith('keys/'));
  await expect(openRepository(storedFiles(new Map(without)))).rejects.toThrow('keys');
});

test('passphrase and recovery code open it, whatever way they are typed; others do not', async () => {
  const { writer } = sample();
  writer.removeSlots();
  const damaged = await writer.passphraseSlot('Pässe sind schön', 64, 0);
  await writer.passphraseSlot('Pässe sind schön', 64, 1);
  writer.files.set(damaged, flipped(writer.files.get(damaged)!, 60));
  const code = writer.codeSlot();

  const wanted = [
    ...['Pässe sind schön', 'Pa\u0308sse sind scho\u0308n', code],
    ...[code.toLowerCase().replaceAll('-', ' '), code.replaceAll('0', 'o').replaceAll('1', 'L')],
  ];
  for (const secret of wanted) {
    const repository = await openRepository(writer.stored());
    expect(repository.isLocked).toBe(true);
    expect(await repository.unlock(secret), secret).toBe(true);
    await repository.load();
    expect(repository.snapshots).toHaveLength(2);
    expect(repository.problems.map(({ file }) => file)).toEqual([damaged]);
  }
  const typo = code.startsWith('2') ? `3${code.slice(1)}` : `2${code.slice(1)}`;
  for (const secret of ['', 'passe sind schon', typo, `${code}0`]) {
    const repository = await openRepository(writer.stored());
    expect(await repository.unlock(secret), secret).toBe(false);
    expect(repository.isLocked).toBe(true);
  }
});

test('a slot that asks for too much memory or time is refused', async () => {
  const kdf = { iterations: 3, memoryKiB: 131_072, name: 'argon2id', parallelism: 1 };
  const salt = { salt: '00'.repeat(32), commitment: '00'.repeat(32), wrapped: '00'.repeat(48) };
  for (const costs of [
    { memoryKiB: 2 ** 30 },
    { iterations: 17 },
    { parallelism: 17 },
    { iterations: 0 },
  ]) {
    const writer = new TinyWriter();
    writer.slot({ kind: 'passphrase', copy: 0, kdf: { ...kdf, ...costs }, ...salt });
    await expect(openRepository(writer.stored())).rejects.toThrow(CannotOpen);
  }
});

test('hostile numbers are refused at once', async () => {
  const huge = Buffer.alloc(4, 255);
  const start = performance.now();
  const body = [
    (writer: TinyWriter) => writer.body('index', huge),
    (writer: TinyWriter) => writer.body('index', Buffer.concat([Buffer.alloc(4), huge])),
    (writer: TinyWriter) => writer.body('snapshot', Buffer.from('{}'), 2 ** 32 - 1),
    (writer: TinyWriter) => writer.body('snapshot', Buffer.from('{"containers":1e99}')),
    (writer: TinyWriter) => writer.body('journal', Buffer.from('[')),
  ];
  for (const write of body) {
    const { writer } = sample();
    const place = write(writer);
    expect((await damageIn(writer.files)).some((line) => line.startsWith(place))).toBe(true);
  }
  const put = (at: number) => (bytes: Buffer) =>
    Buffer.concat([bytes.subarray(0, at), huge, bytes.subarray(at + 4)]);
  const lies = [
    ...[0, 4, 8, 12, 16, 20].map((at) => ({ directory: put(at) })),
    ...[0, 4, 8, 12].map((at) => ({ tail: put(at) })),
  ];
  for (const lie of lies) {
    const { writer } = sample();
    const { path: place } = writer.pack([{ kind: KIND.meta, blobs: [writer.blob(1, '{}')] }], lie);
    expect((await damageIn(writer.files)).some((line) => line.startsWith(place))).toBe(true);
  }
  expect(performance.now() - start).toBeLessThan(10_000);
});

test('hostile lists and pages are refused at once', async () => {
  const { writer } = sample();
  const piece = writer.blob(KIND.piece, 'piece');
  const whole = { id: piece.id, length: 2 ** 47, bytes: piece.bytes };
  const metaOf = (subject: string) => writer.json(KIND.meta, { v: 1, subject });
  const list = writer.list(KIND.content, [whole], 2 ** 47);
  const circle = writer.list(KIND.piece, [], 0);
  const self = {
    ...circle,
    bytes: writer.list(KIND.piece, [{ ...whole, id: circle.id }], 2 ** 47).bytes,
  };
  const count = writer.list(
    KIND.content,
    [{ ...whole, length: 5, bytes: Buffer.from('count') }],
    5,
  );
  count.bytes.writeUInt32LE(2 ** 32 - 1, 12);
  const leaf = writer.leaf([
    { id: 'x', meta: metaOf('x'), parts: [{ role: 2, blob: list }] },
    { id: 'y', meta: metaOf('y'), parts: [{ role: 2, blob: self }] },
    { id: 'z', meta: metaOf('z'), parts: [{ role: 2, blob: count }] },
  ]);
  const empty = writer.blob(KIND.page, Buffer.from([1, 0, 0, 0, 255, 255, 255, 255]));
  const around = writer.parent([{ last: 'x', page: leaf, items: 2 ** 31, unwhole: 0 }], 5);
  writer.pack([{ kind: KIND.piece, blobs: [piece] }]);
  writer.pack([
    { kind: KIND.list, blobs: [list, self, count] },
    { kind: KIND.page, blobs: [leaf, empty, around] },
    { kind: KIND.meta, blobs: ['x', 'y', 'z'].map(metaOf) },
  ]);
  writer.snapshot(
    3,
    [leaf, empty, around].map(({ id }) => ({ id, name: id, items: id, itemCount: 3 })),
  );

  const start = performance.now();
  const damage = await damageIn(writer.files);
  expect(damage.filter((line) => line.includes('something large'))).toHaveLength(3);
  expect(damage.filter((line) => line.includes('list can not be read'))).toHaveLength(2);
  expect(damage.filter((line) => line.includes('lost: its original'))).toHaveLength(3);
  expect(performance.now() - start).toBeLessThan(5000);
});

test('a zstd frame that claims something else is refused before it is decompressed', async () => {
  const plain = Buffer.alloc(1000, 'x');
  const right = Buffer.from(compress(plain, 3));
  const frames = {
    'another length': Buffer.from(compress(plain.subarray(1), 3)),
    'something after': Buffer.concat([right, right]),
    'a dictionary': Buffer.concat([
      right.subarray(0, 4),
      Buffer.of(right[4]! | 1, 7),
      right.subarray(5),
    ]),
    'a broken start': flipped(right, 0),
    'cut short': right.subarray(0, -1),
    // A window of 128 MiB and a content size of 4 bytes.
    'a large window': Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x80, 0x88, 0xe8, 3, 0, 0, 1, 0, 0]),
  };
  for (const [name, zstd] of Object.entries(frames)) {
    const { writer } = sample();
    const { path: place } = writer.pack([
      { kind: KIND.meta, blobs: [writer.blob(1, plain)], zstd },
    ]);
    expect(
      (await damageIn(writer.files)).some((line) => line.startsWith(place)),
      name,
    ).toBe(true);
  }
});

test('the repository of version 1 among the tests is sound and comes out', async () => {
  const { code, out } = await run(['verify', VERSION_1]);
  expect([code, out.trim().split('\n').at(-1)]).toEqual([0, 'Sound.']);

  const to = path.join(scratch, 'old');
  expect((await run(['export', VERSION_1, '--to', to])).code).toBe(0);
  expect(await readdir(path.join(to, 'Inbox'))).toHaveLength(300);
});

test('a flipped bit in any file of version 1 is found, and so is a lost "format"', async () => {
  const names = await readdir(VERSION_1, { recursive: true });
  const files = new Map<string, Buffer>();
  for (const name of names) {
    const full = path.join(VERSION_1, name);
    if ((await stat(full)).isFile())
      files.set(name.split(path.sep).join('/'), await readFile(full));
  }
  for (const [name, bytes] of files) {
    for (const at of [20, bytes.length >> 1, -5]) {
      const damage = await damageIn(new Map(files).set(name, flipped(bytes, at)));
      expect(
        damage.some((line) => line.startsWith(name)),
        `${name} at ${at}`,
      ).toBe(true);
    }
  }
  files.delete('format');
  expect(await damageIn(files)).toEqual(['format|||it is missing|']);
});

test('the commands, their answers and their exit codes', async () => {
  const { writer, state } = sample();
  writer.removeSlots();
  await writer.passphraseSlot('open sesame', 1024);
  const code = writer.codeSlot();
  const folder = await onDisk(writer.files);
  const key = { HOLDFAST_PASSPHRASE: 'open sesame' };

  expect(await run(['list', folder])).toMatchObject({ code: 2, out: '' });
  expect((await run(['list', folder], { HOLDFAST_PASSPHRASE: 'sesame' })).code).toBe(2);
  const list = await run(['list', folder], key);
  expect(list.code).toBe(0);
  expect(list.out.split('\n').map((line) => line.split('  ').slice(0, 3))).toEqual([
    ['2', '2026-01-02T00:00:00.000Z', '5 items in 3 folders, complete'],
    ['1', '2026-01-01T00:00:00.000Z', '3 items in 1 folder, not complete'],
    [''],
  ]);
  const items = await run(['list', folder, '--snapshot', 'latest'], { HOLDFAST_CODE: code });
  expect(items.out.split('\n').slice(0, 4)).toEqual([
    'mail/Inbox/ (3 items)',
    '  2026-01-05 10:00  Pat  Hello',
    '  2026-01-06 10:00  Jürgen  Grüße: 3/4',
    '  (no subject)  (not whole)',
  ]);
  expect((await run(['verify', folder], key)).out).toMatch(/Sound\.\n$/);

  const to = path.join(scratch, 'out');
  const first = await run(['export', folder, '--snapshot', '1', '--to', to], key);
  expect([first.code, await readdir(to)]).toEqual([0, ['Inbox', '_holdfast']]);
  const message = await stat(path.join(to, 'Inbox/2026-01-05 Hello.eml'));
  expect(message.mtime.toISOString()).toBe('2026-01-05T10:00:00.000Z');
  expect((await run(['export', folder, '--to', to], key)).code).toBe(2);

  await writeFile(path.join(folder, state.path), 'x');
  expect((await run(['verify', folder], key)).code).toBe(1);
  expect((await run(['list', folder, '--snapshot', '9'], key)).code).toBe(2);
  expect((await run(['verify', path.join(scratch, 'nowhere')])).code).toBe(2);
  expect((await run(['delete', folder])).code).toBe(2);
});

test('names from hostile items stay in their folder and off the terminal', async () => {
  const writer = new TinyWriter();
  const metas = ['../../etc/passwd', 'con', '\u001b[2Jx', 'same', 'SAME', 'x'.repeat(500)].map(
    (subject) => writer.json(KIND.meta, { v: 1, subject }),
  );
  const page = writer.leaf(metas.map((meta, nth) => ({ id: `i${nth}`, meta })));
  writer.pack([
    { kind: KIND.meta, blobs: metas },
    { kind: KIND.page, blobs: [page] },
  ]);
  writer.snapshot(1, [
    { id: 'a', parent: 'b', name: '..', items: page.id, itemCount: 6 },
    { id: 'b', parent: 'a', name: '_holdfast' },
  ]);
  writer.openSlots();

  const { files } = await exported(await opened(writer.files));
  const names = [...files.keys()].filter((name) => name.endsWith('.eml'));
  expect(names).toEqual([
    '_holdfast (2)/untitled/_.._etc_passwd.eml',
    '_holdfast (2)/untitled/_con.eml',
    '_holdfast (2)/untitled/[2Jx.eml',
    '_holdfast (2)/untitled/same.eml',
    '_holdfast (2)/untitled/SAME (2).eml',
    `_holdfast (2)/untitled/${'x'.repeat(120)}.eml`,
  ]);
  const { out } = await run(['list', await onDisk(writer.files), '--snapshot', 'latest']);
  expect(out).not.toContain('\u001b');
});

test('a message of a chat is called by what it says, or said last', () => {
  const message = {
    createdDateTime: '2026-01-05T08:00:00Z',
    from: { user: { displayName: 'Sam Sender' } },
    body: { contentType: 'html', content: '<p>Saturday?</p>' },
  };
  const deleted = { ...message, deletedDateTime: '2026-01-06T08:00:00Z', body: { content: '' } };
  const earlier = [{ until: '', body: { content: '<p>never mind</p>' } }];

  expect(summaryOf('chats', { v: 1, kind: 'message', message }, 'c/1')).toEqual({
    date: new Date('2026-01-05T08:00:00Z'),
    title: 'Saturday?',
    from: 'Sam Sender',
    preview: 'Saturday?',
  });
  expect(summaryOf('chats', { v: 1, message: deleted, earlier }, 'c/1').title).toBe('never mind');
  expect(summaryOf('chats', { v: 1, kind: 'about', chat: { topic: 'Garden' } }, 'c').title).toBe(
    'Garden',
  );
  expect(summaryOf('chats', null, 'c/1').title).toBe('c/1');
});
