import { createCipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { argon2id } from 'hash-wasm';
import type { StoredFile } from './recover.mjs';

/**
 * Writes tiny repositories of version 2, from docs/repository-format.md alone, for the tests of the
 * reader. It shares no code with the product or with the reader, and can be told to write nonsense.
 */

export const KIND = { meta: 1, body: 2, content: 3, page: 4, receipt: 5, list: 6, piece: 7 };
const FILES = {
  pack: { number: 1, magic: 'HOLDPACK' },
  index: { number: 2, magic: 'HOLDINDX', folder: 'index', ending: 'idx' },
  snapshot: { number: 3, magic: 'HOLDSNAP', folder: 'snapshots', ending: 'snap' },
  journal: { number: 4, magic: 'HOLDJRNL', folder: 'journal', ending: 'journal' },
  mark: { number: 6, magic: 'HOLDMARK', folder: 'marks', ending: 'mark' },
  gone: { number: 7, magic: 'HOLDGONE', folder: 'gone', ending: 'gone' },
};

export interface Blob {
  id: string;
  kind: number;
  bytes: Buffer;
}

export interface Segment {
  kind: number;
  blobs: Blob[];
  /** Compressed bytes, where they are not the plain ones. */
  zstd?: Buffer;
}

export interface WrittenPack {
  hash: string;
  path: string;
  directory: Buffer;
  size: number;
}

export interface Entry {
  id: string;
  meta: Blob;
  whole?: boolean;
  parts?: { role: number; blob: Blob }[];
}

const u16 = (value: number) => bytesOf(2, (to) => to.writeUInt16LE(value));
const u32 = (value: number) => bytesOf(4, (to) => to.writeUInt32LE(value));
const u64 = (value: number) => bytesOf(8, (to) => to.writeBigUInt64LE(BigInt(value)));
const hex = (text: string) => Buffer.from(text, 'hex');
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

function bytesOf(length: number, write: (to: Buffer) => void): Buffer {
  const to = Buffer.alloc(length);
  write(to);
  return to;
}

/** White space none, keys ascending. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, each]) => `${JSON.stringify(name)}:${canonical(each)}`).join(',')}}`;
}

export class TinyWriter {
  readonly files = new Map<string, Buffer>();
  readonly id = '00112233445566778899aabbccddeeff';
  readonly keyId = 'ffeeddccbbaa99887766554433221100';
  readonly master = randomBytes(32);
  readonly #idKey = this.#derive(this.master, hex(this.id), Buffer.from('holdfast 2 blob ids'), 32);

  constructor(features: string[] = [], version = 2) {
    const format = {
      version,
      id: this.id,
      sealed: true,
      ids: 'hmac-sha-256',
      chunking: {},
      features: { read: features, write: [], prune: [] },
    };
    this.files.set('format', this.threeLines('holdfast repository', format));
  }

  threeLines(title: string, json: unknown): Buffer {
    const lines = `${title}\n${canonical(json)}\n`;
    return Buffer.from(`${lines}${sha256(Buffer.from(lines))}\n`);
  }

  blob(kind: number, bytes: Uint8Array | string): Blob {
    const data = Buffer.from(bytes as string);
    const id = createHmac('sha256', this.#idKey).update(Buffer.of(kind)).update(data).digest('hex');
    return { id, kind, bytes: data };
  }

  json(kind: number, value: unknown): Blob {
    return this.blob(kind, canonical(value));
  }

  /** A blob that is stored as a list of others: its bytes are the list, its id that of the whole. */
  list(
    kind: number,
    pieces: { id: string; length: number; bytes: Buffer }[],
    total?: number,
  ): Blob {
    const whole = Buffer.concat(pieces.map(({ bytes }) => bytes));
    const head = [Buffer.of(2, 0, 0, 0), u64(total ?? whole.length), u32(pieces.length)];
    const entries = pieces.map(({ id, length }) => Buffer.concat([hex(id), u64(length)]));
    return { ...this.blob(kind, whole), bytes: Buffer.concat([...head, ...entries]) };
  }

  leaf(entries: Entry[]): Blob {
    const ofEntry = ({ id, meta, whole = true, parts = [] }: Entry) => [
      ...[u16(Buffer.byteLength(id)), Buffer.from(id), u16(2), Buffer.from('v1'), hex(meta.id)],
      ...[Buffer.of(whole ? 1 : 0), u16(parts.length)],
      ...parts.flatMap(({ role, blob }) => [Buffer.of(role), hex(blob.id)]),
    ];
    const head = [Buffer.of(1, 0, 0, 0), u32(entries.length)];
    return this.blob(KIND.page, Buffer.concat([...head, ...entries.flatMap(ofEntry)]));
  }

  parent(
    children: { last: string; page: Blob; items: number; unwhole: number }[],
    level = 1,
  ): Blob {
    const entries = children.flatMap(({ last, page, items, unwhole }) => [
      ...[u16(Buffer.byteLength(last)), Buffer.from(last), hex(page.id), u32(items), u32(unwhole)],
    ]);
    const head = [Buffer.of(1, level, 0, 0), u32(children.length)];
    return this.blob(KIND.page, Buffer.concat([...head, ...entries]));
  }

  /** `directory` and `tail` can be told to lie. */
  pack(
    segments: Segment[],
    lies: { directory?: (bytes: Buffer) => Buffer; tail?: (bytes: Buffer) => Buffer } = {},
  ): WrittenPack {
    const isState = [KIND.meta, KIND.page, KIND.receipt, KIND.list].includes(segments[0]!.kind);
    const { head, key } = this.#head('pack', isState ? 3 : 1);
    const file = [head];
    const rows: Buffer[] = [];
    let offset = head.length;
    for (const [number, { kind, blobs, zstd }] of segments.entries()) {
      const plain = Buffer.concat(blobs.map(({ bytes }) => bytes));
      const stored = zstd ?? plain;
      const about = { message: 1, number, kind, method: zstd === undefined ? 0 : 1 };
      const sealed = this.#seal(key, 'pack', about, stored, plain.length);
      const lengths = [u32(offset), u32(stored.length), u32(plain.length)];
      rows.push(...lengths, Buffer.of(about.method, kind), u16(blobs.length));
      file.push(sealed);
      offset += sealed.length;
    }
    const all = segments.flatMap(({ blobs }) => blobs);
    for (const { id, kind, bytes } of all) rows.push(hex(id), u32(bytes.length), Buffer.of(kind));
    const honest = Buffer.concat([u32(segments.length), u32(all.length), ...rows]);
    const directory = lies.directory?.(honest) ?? honest;
    const about = { message: 2, number: 0, kind: 0, method: 0 };
    file.push(this.#seal(key, 'pack', about, directory, directory.length));
    const size = offset + directory.length + 16 + 24;
    const tail = Buffer.concat([u32(offset), u32(directory.length), u64(size)]);
    const end = Buffer.concat([tail, Buffer.from('HOLDTAIL')]);
    file.push(lies.tail?.(end) ?? end);
    const bytes = Buffer.concat(file);
    const hash = sha256(bytes);
    const path = `packs/${hash.slice(0, 2)}/${hash}.pack`;
    this.files.set(path, bytes);
    return { hash, path, directory, size: bytes.length };
  }

  index(packs: WrittenPack[], replaced: string[] = []): string {
    const entries = packs.flatMap(({ hash, size, directory }) => [
      ...[hex(hash), u64(size), u32(directory.length), directory],
    ]);
    const body = [u32(replaced.length), ...replaced.map(hex), u32(packs.length), ...entries];
    return this.body('index', Buffer.concat(body));
  }

  /** Any file but packs and text; answers its path. `plain` can lie about the length. */
  body(kind: Exclude<keyof typeof FILES, 'pack'>, bytes: Buffer, plain = bytes.length): string {
    const { head, key } = this.#head(kind, 1);
    const about = { message: 3, number: 0, kind: 0, method: 0 };
    const sealed = this.#seal(key, kind, about, bytes, plain);
    const lengths = [Buffer.of(0, 0, 0, 0), u32(plain), u32(bytes.length)];
    const file = Buffer.concat([head, ...lengths, sealed]);
    const path = `${FILES[kind].folder}/${sha256(file)}.${FILES[kind].ending}`;
    this.files.set(path, file);
    return path;
  }

  snapshot(sequence: number, containers: object[], more: object = {}): string {
    const json = {
      version: 2,
      repository: this.id,
      format: sha256(this.files.get('format')!),
      writer: '00'.repeat(16),
      writerSequence: sequence,
      sequence,
      parents: [],
      indexes: [],
      startedAt: '2026-01-01T00:00:00.000Z',
      endedAt: `2026-01-0${sequence}T00:00:00.000Z`,
      isRunEnd: true,
      complete: true,
      accounts: [{ id: 'a', name: 'Pat', username: 'pat@example.com' }],
      containers: containers.map((each) => ({ ...CONTAINER, ...each })),
      receipt: null,
      software: 'tiny 1',
      ...more,
    };
    return this.body('snapshot', Buffer.from(canonical(json)));
  }

  slot(fields: Record<string, unknown>): string {
    const json = { version: 2, repository: this.id, keyId: this.keyId, ...fields };
    const file = this.threeLines('holdfast key', json);
    const path = `keys/${sha256(file)}.key`;
    this.files.set(path, file);
    return path;
  }

  openSlots(): string[] {
    const master = this.master.toString('hex');
    return [0, 1].map((copy) => this.slot({ kind: 'open', copy, master }));
  }

  removeSlots(): void {
    for (const name of this.files.keys()) if (name.startsWith('keys/')) this.files.delete(name);
  }

  async passphraseSlot(passphrase: string, memoryKiB = 64, copy = 0): Promise<string> {
    const kdf = { iterations: 3, memoryKiB, name: 'argon2id', parallelism: 1 };
    const salt = randomBytes(32);
    const secret = await argon2id({
      password: passphrase.normalize('NFKC'),
      salt,
      parallelism: 1,
      iterations: 3,
      memorySize: memoryKiB,
      hashLength: 32,
      outputType: 'binary',
    });
    return this.#lockedSlot({ kind: 'passphrase', copy, kdf }, salt, Buffer.from(secret));
  }

  /** Answers the code as people see it. */
  codeSlot(): string {
    const secret = randomBytes(20);
    this.#lockedSlot({ kind: 'code', copy: 0 }, randomBytes(32), secret);
    const check = createHash('sha256').update(secret).digest();
    const bits = [...secret, ...check].map((byte) => byte.toString(2).padStart(8, '0')).join('');
    const digits = bits.slice(0, 170).match(/.{5}/g)!;
    const text = digits.map((five) => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[Number.parseInt(five, 2)]);
    return text
      .join('')
      .match(/.{1,4}/g)!
      .join('-');
  }

  stored(): StoredFile[] {
    return storedFiles(this.files);
  }

  #lockedSlot(
    fields: { kind: string; [name: string]: unknown },
    salt: Buffer,
    secret: Buffer,
  ): string {
    const context = Buffer.concat([Buffer.from('holdfast 2 slot'), hex(this.id), hex(this.keyId)]);
    const keys = this.#derive(secret, salt, context, 64);
    const cipher = createCipheriv('aes-256-gcm', keys.subarray(0, 32), Buffer.alloc(12));
    cipher.setAAD(Buffer.concat([context, Buffer.from(fields.kind)]));
    const wrapped = Buffer.concat([
      cipher.update(this.master),
      cipher.final(),
      cipher.getAuthTag(),
    ]);
    return this.slot({
      ...fields,
      salt: salt.toString('hex'),
      commitment: keys.subarray(32).toString('hex'),
      wrapped: wrapped.toString('hex'),
    });
  }

  #derive(input: Buffer, salt: Buffer, info: Buffer, length: number): Buffer {
    return Buffer.from(hkdfSync('sha256', input, salt, info, length));
  }

  #head(kind: keyof typeof FILES, flags: number): { head: Buffer; key: Buffer } {
    const salt = randomBytes(32);
    const info = [Buffer.from('holdfast 2 file'), hex(this.id), Buffer.of(FILES[kind].number)];
    const keys = this.#derive(this.master, salt, Buffer.concat(info), 64);
    const start = [Buffer.from(FILES[kind].magic), u16(2), u16(flags), u32(0), hex(this.keyId)];
    return { head: Buffer.concat([...start, salt, keys.subarray(32)]), key: keys.subarray(0, 32) };
  }

  #seal(
    key: Buffer,
    file: keyof typeof FILES,
    about: { message: number; number: number; kind: number; method: number },
    stored: Buffer,
    plain: number,
  ): Buffer {
    const { message, number, kind, method } = about;
    const nonce = Buffer.concat([Buffer.of(message), Buffer.alloc(7), u32(number)]);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    const numbers = [Buffer.of(FILES[file].number, message), u32(number), Buffer.of(kind, method)];
    const lengths = [u16(0), u32(plain), u32(stored.length)];
    const names = [Buffer.from('holdfast'), u16(2), hex(this.id)];
    cipher.setAAD(Buffer.concat([...names, ...numbers, ...lengths]));
    return Buffer.concat([cipher.update(stored), cipher.final(), cipher.getAuthTag()]);
  }
}

const CONTAINER = {
  account: 'a',
  source: 'mail',
  id: 'inbox',
  parent: null,
  name: 'Inbox',
  role: 'inbox',
  hidden: false,
  reportedCount: null,
  cursor: null,
  items: null,
  itemCount: 0,
  unwholeCount: 0,
  gaps: [],
};

export function storedFiles(files: ReadonlyMap<string, Uint8Array>): StoredFile[] {
  return [...files].map(([path, bytes]) => ({
    path,
    size: bytes.length,
    read: async (start: number, end: number) => bytes.slice(start, end),
  }));
}
