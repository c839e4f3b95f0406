/** Room for a folder's own path and a number; most file systems take 255 bytes a name. */
const MOST_BYTES = 120;
/** Windows keeps these names for devices, with any extension. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)$/i;
const WITHOUT_NAME = 'untitled';
const encoder = new TextEncoder();

/**
 * A name that every file system takes and that leaves its folder nowhere, made from words somebody
 * else has chosen.
 */
export function safeFileName(words: string, extension: string | null = null): string {
  const plain = words
    .slice(0, 2 * MOST_BYTES)
    .normalize('NFC')
    // Control, format and direction characters hide what a name is ("gpj.exe" read backwards).
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/[\\/:*?"<>|]/g, '_')
    .replace(/\s+/g, ' ');
  const cut = cutToBytes(plain, MOST_BYTES).replace(/^[. ]+|[. ]+$/g, '');
  const name = cut === '' ? WITHOUT_NAME : DEVICES.test(cut.split('.')[0] ?? '') ? `_${cut}` : cut;
  return extension === null ? name : `${name}.${extension}`;
}

/** The same for a name that brings its own ending, which is kept however long the rest is. */
export function safeNameOf(name: string): string {
  const [, words = name, ending = null] = /^(.+)\.([a-z0-9]{1,10})$/is.exec(name.trim()) ?? [];
  return safeFileName(words, ending);
}

/** Hands out each name once: the second "Hello.eml" is "Hello (2).eml". Case does not count. */
export class UniqueNames {
  readonly #taken = new Set<string>();
  readonly #counts = new Map<string, number>();

  take(words: string, extension: string | null = null): string {
    const base = safeFileName(words);
    const key = base.toLowerCase();
    for (let count = this.#counts.get(key) ?? 0; ; ) {
      count += 1;
      const numbered = count === 1 ? base : `${base} (${count})`;
      const name = extension === null ? numbered : `${numbered}.${extension}`;
      if (this.#taken.has(name.toLowerCase())) continue;
      this.#counts.set(key, count);
      this.#taken.add(name.toLowerCase());
      return name;
    }
  }
}

function cutToBytes(text: string, most: number): string {
  let bytes = 0;
  let cut = '';
  for (const character of text) {
    bytes += encoder.encode(character).byteLength;
    if (bytes > most) return cut;
    cut += character;
  }
  return cut;
}
