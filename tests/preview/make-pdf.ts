import { createHash } from 'node:crypto';

interface PdfOptions {
  /** What each page says; as many pages as words. */
  pages: readonly string[];
  /** Objects put into the catalogue, as PDF writes them: "/OpenAction …". */
  catalog?: string;
  /** Annotations of the first page. */
  annotations?: string;
  /** Encrypts it with the oldest of the standard ways. */
  password?: string;
}

/** A PDF small enough to be read, with what the tests need in it. */
export function makePdf(options: PdfOptions): Uint8Array<ArrayBuffer> {
  const { pages, catalog = '', annotations = '', password } = options;
  const id = Buffer.alloc(16, 7);
  const lock = password === undefined ? null : lockOf(password, id);
  const objects: (string | Buffer)[] = [];
  const kids = pages.map((_, index) => `${4 + index * 2} 0 R`).join(' ');
  objects.push(`<< /Type /Catalog /Pages 2 0 R ${catalog} >>`);
  objects.push(`<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`);
  objects.push('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>');
  for (const [index, words] of pages.entries()) {
    const own = index === 0 && annotations !== '' ? `/Annots [${annotations}]` : '';
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 300] /Contents ${5 + index * 2} 0 R ${own} ` +
        '/Resources << /Font << /F1 3 0 R >> >> >>',
    );
    const drawn = Buffer.from(`BT /F1 24 Tf 40 200 Td (${words}) Tj ET`, 'latin1');
    const stored = lock ? cipher(objectKey(lock.key, objects.length + 1), drawn) : drawn;
    objects.push(
      Buffer.concat([
        Buffer.from(`<< /Length ${stored.byteLength} >>\nstream\n`),
        stored,
        Buffer.from('\nendstream'),
      ]),
    );
  }
  let trailer = `/Root 1 0 R /ID [<${id.toString('hex')}> <${id.toString('hex')}>]`;
  if (lock) {
    const { owner, user } = lock;
    objects.push(
      `<< /Filter /Standard /V 1 /R 2 /P -4 /O <${owner.toString('hex')}> /U <${user.toString('hex')}> >>`,
    );
    trailer += ` /Encrypt ${objects.length} 0 R`;
  }
  return new Uint8Array(write(objects, trailer));
}

function write(objects: readonly (string | Buffer)[], trailer: string): Buffer {
  const chunks = [Buffer.from('%PDF-1.4\n')];
  const places: number[] = [];
  const length = () => chunks.reduce((sum, { byteLength }) => sum + byteLength, 0);
  for (const [index, object] of objects.entries()) {
    places.push(length());
    chunks.push(
      Buffer.from(`${index + 1} 0 obj\n`),
      Buffer.from(object),
      Buffer.from('\nendobj\n'),
    );
  }
  const at = length();
  const table = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  chunks.push(
    Buffer.from(
      `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer << /Size ${size} ${trailer} >>\nstartxref\n${at}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(chunks);
}

const PADDING = Buffer.from(
  '28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a',
  'hex',
);

const md5 = (...parts: Buffer[]) => createHash('md5').update(Buffer.concat(parts)).digest();

/** Revision 2 of the standard security handler: 40 bits. */
function lockOf(password: string, id: Buffer) {
  const padded = Buffer.concat([Buffer.from(password, 'latin1'), PADDING]).subarray(0, 32);
  const owner = cipher(md5(padded).subarray(0, 5), padded);
  const rights = Buffer.alloc(4);
  rights.writeInt32LE(-4);
  const key = md5(padded, owner, rights, id).subarray(0, 5);
  return { key, owner, user: cipher(key, PADDING) };
}

function objectKey(key: Buffer, number: number): Buffer {
  const own = Buffer.from([number & 255, (number >> 8) & 255, (number >> 16) & 255, 0, 0]);
  return md5(key, own).subarray(0, 10);
}

/** RC4, which Node's own OpenSSL no longer has. */
function cipher(key: Buffer, data: Buffer): Buffer {
  const state = Array.from({ length: 256 }, (_, index) => index);
  const swap = (one: number, other: number) => {
    [state[one], state[other]] = [state[other]!, state[one]!];
  };
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + state[i]! + key[i % key.length]!) & 255;
    swap(i, j);
  }
  let [i, j] = [0, 0];
  return Buffer.from(data).map((byte) => {
    i = (i + 1) & 255;
    j = (j + state[i]!) & 255;
    swap(i, j);
    return byte ^ state[(state[i]! + state[j]!) & 255]!;
  }) as Buffer;
}
