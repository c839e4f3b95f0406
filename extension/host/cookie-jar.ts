const KEY = 'holdfast.msal-jar';

/**
 * Gives a page of the extension the cookies MSAL needs. MSAL encrypts what it keeps with a key in a
 * cookie marked `Secure`, and browsers let an extension's pages set none such: after each start the
 * account would be gone. The jar lies beside what MSAL keeps, so that the account is there after a
 * restart of the browser; the encryption is then a matter of form, and docs/privacy.md says so.
 */
export function giveCookies(page: Document, storage: Storage): void {
  Object.defineProperty(page, 'cookie', {
    configurable: true,
    get: () =>
      read(storage)
        .map(([name, value]) => `${name}=${value}`)
        .join('; '),
    set(text: string) {
      const [pair = '', ...attributes] = text.split(';').map((part) => part.trim());
      const at = pair.indexOf('=');
      if (at < 1) return;
      const name = pair.slice(0, at);
      const others = read(storage).filter(([known]) => known !== name);
      const isOver = attributes.some(isPast);
      const kept = isOver ? others : [...others, [name, pair.slice(at + 1)]];
      storage.setItem(KEY, JSON.stringify(kept));
    },
  });
}

function isPast(attribute: string): boolean {
  const [name = '', value = ''] = attribute.split('=');
  if (/^max-age$/i.test(name)) return Number(value) <= 0;
  return /^expires$/i.test(name) && Date.parse(value) <= Date.now();
}

function read(storage: Storage): [string, string][] {
  try {
    const pairs: unknown = JSON.parse(storage.getItem(KEY) ?? '[]');
    return Array.isArray(pairs) ? pairs.filter(isPair) : [];
  } catch {
    return [];
  }
}

function isPair(entry: unknown): entry is [string, string] {
  return Array.isArray(entry) && entry.length === 2 && entry.every((e) => typeof e === 'string');
}
