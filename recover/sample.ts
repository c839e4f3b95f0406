import { compress } from '@bokuweb/zstd-wasm';
import { type Blob, KIND, TinyWriter, type WrittenPack } from './tiny-writer.ts';

export interface Sample {
  writer: TinyWriter;
  data: WrittenPack;
  state: WrittenPack;
  index: string;
  snapshot: string;
  journal: string;
  big: Buffer;
}

/** A mailbox of three messages and a folder of another source; two snapshots of it. */
export function sample(): Sample {
  const writer = new TinyWriter();
  const big = Buffer.concat(
    ['first ', 'second ', 'third'].map((word) => Buffer.alloc(40_000, word)),
  );
  const [one, two, three] = [0, 40_000, 80_000].map((at) =>
    writer.blob(KIND.piece, big.subarray(at, at + 40_000)),
  ) as [Blob, Blob, Blob];
  const piece = (blob: Blob) => ({ id: blob.id, length: blob.bytes.length, bytes: blob.bytes });
  const nested = writer.list(KIND.piece, [piece(one), piece(two)]);
  const halves = { id: nested.id, length: 80_000, bytes: big.subarray(0, 80_000) };
  const file = writer.list(KIND.content, [halves, piece(three)]);
  const mime = writer.blob(KIND.content, 'Subject: Hello\r\n\r\nHello, this is MIME.\r\n');
  const text = writer.blob(KIND.body, '<p>Grüße</p>');
  const headers = writer.json(KIND.body, [
    { name: 'Received', value: 'from a by b' },
    { name: 'Content-Type', value: 'multipart/mixed; boundary=gone' },
  ]);
  const picture = writer.blob(KIND.content, Buffer.from([1, 2, 3, 0, 255]));
  const attachments = writer.json(KIND.content, [
    attachment({ name: 'größe.png', type: 'image/png', stored: true }),
    attachment({ kind: 'link', name: 'far away' }),
  ]);
  const properties = [
    {
      v: 1,
      subject: 'Hello',
      receivedDateTime: '2026-01-05T10:00:00Z',
      from: person('Pat', 'p@x'),
    },
    {
      v: 1,
      subject: 'Grüße: 3/4',
      bodyType: 'html',
      from: person('Jürgen', 'j@x'),
      toRecipients: [person('Pat, "P"', 'p@x')],
      sentDateTime: '2026-01-06T10:00:00Z',
    },
    { v: 1, subject: '' },
    { name: 'big.dat', lastModifiedDateTime: '2026-01-07T10:00:00Z' },
  ];
  const metas = properties.map((each) => writer.json(KIND.meta, each)) as [Blob, Blob, Blob, Blob];
  const first = writer.leaf([
    { id: 'a', meta: metas[0], parts: [{ role: 2, blob: mime }] },
    {
      id: 'b',
      meta: metas[1],
      parts: [
        { role: 1, blob: text },
        { role: 1, blob: headers },
        { role: 3, blob: attachments },
        { role: 4, blob: picture },
      ],
    },
  ]);
  const second = writer.leaf([{ id: 'c', meta: metas[2], whole: false }]);
  const root = writer.parent([
    { last: 'b', page: first, items: 2, unwhole: 0 },
    { last: 'c', page: second, items: 1, unwhole: 1 },
  ]);
  const drive = writer.leaf([{ id: 'f', meta: metas[3], parts: [{ role: 2, blob: file }] }]);
  const receipt = writer.json(KIND.receipt, { fine: true });
  const pieces = { kind: KIND.piece, blobs: [one, two, three] };
  const zstd = Buffer.from(compress(big, 3));
  const data = writer.pack([
    { kind: KIND.content, blobs: [mime, attachments, picture] },
    { kind: KIND.body, blobs: [text, headers] },
    { ...pieces, zstd },
  ]);
  const state = writer.pack([
    { kind: KIND.meta, blobs: metas },
    { kind: KIND.page, blobs: [first, second, root, drive] },
    { kind: KIND.list, blobs: [file, nested] },
    { kind: KIND.receipt, blobs: [receipt] },
  ]);
  const index = writer.index([data, state]);
  const journal = writer.body(
    'journal',
    Buffer.from('{"body":{},"part":0,"run":"r","version":2,"writtenAt":"2026-01-01"}'),
  );
  const inbox = { items: root.id, itemCount: 3, unwholeCount: 1 };
  writer.snapshot(1, [inbox], { complete: false });
  const snapshot = writer.snapshot(
    2,
    [
      inbox,
      { id: 'sub', parent: 'inbox', name: 'Offers: 2026', items: second.id, itemCount: 1 },
      { source: 'files', id: 'd', name: 'Drive', items: drive.id, itemCount: 1 },
    ],
    { receipt: receipt.id },
  );
  writer.openSlots();
  return { writer, data, state, index, snapshot, journal, big };
}

function person(name: string, address: string) {
  return { name, address };
}

function attachment(fields: object) {
  return {
    kind: 'file',
    name: '',
    type: '',
    inline: false,
    contentId: '',
    stored: false,
    ...fields,
  };
}
