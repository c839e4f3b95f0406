import type { Bytes } from '../lib/bytes.ts';

/** Beside the application's own page; the service worker keeps it for when there is no network. */
const PATH = '/recover.html';
/** Stands in the page's head. A host may answer any address with the application instead. */
const TITLE = '<title>Holdfast: read a copy</title>';

/** The page that opens a folder without the program; null when it can't be had just now. */
export async function fetchRecoverPage(
  ask: (url: string) => Promise<Response>,
  origin: string,
): Promise<Bytes | null> {
  const response = await ask(`${origin}${PATH}`).catch(() => null);
  if (response === null || !response.ok) return null;
  const bytes = new Uint8Array(await response.arrayBuffer());
  return new TextDecoder().decode(bytes).includes(TITLE) ? bytes : null;
}
