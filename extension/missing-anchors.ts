import * as v from 'valibot';

/** What of Outlook's page the overlay could not find the last time it looked; the popup tells. */
const KEY = 'holdfast-outlook-missing';
const Anchors = v.array(v.string());

export function readMissingAnchors(storage: Storage): string[] {
  try {
    const parsed = v.safeParse(Anchors, JSON.parse(storage.getItem(KEY) ?? '[]'));
    return parsed.success ? parsed.output : [];
  } catch {
    return [];
  }
}

export function writeMissingAnchors(storage: Storage, anchors: readonly string[]): void {
  if (anchors.length === 0) storage.removeItem(KEY);
  else storage.setItem(KEY, JSON.stringify(anchors));
}

/** The features that rest on them, in words; unknown names are the overlay's business. */
const WORDS: Readonly<Record<string, string>> = {
  'message-list': 'the list of messages',
  rows: 'the rows of the list',
  'reading-pane': 'the reading pane',
  folder: 'which folder is open',
  account: 'whose mailbox it is',
};

/** One sentence for the popup; null when all was found. */
export function missingSentence(anchors: readonly string[]): string | null {
  const words = anchors.flatMap((anchor) => WORDS[anchor] ?? []);
  if (words.length === 0) return null;
  const all = new Intl.ListFormat('en', { type: 'conjunction' }).format(words);
  return `Outlook’s page has changed: Holdfast could not find ${all} there. Everything else works.`;
}
