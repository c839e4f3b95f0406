import { type Lang, WORDS } from './words/words.ts';

/** How this window shows the mailbox. Real Outlook keeps these with the account. */
export interface Settings {
  lang: Lang;
  theme: 'light' | 'dark';
  pane: 'right' | 'bottom' | 'off';
  view: 'conversation' | 'message';
  variant: 'work' | 'consumer';
  ribbon: 'simplified' | 'classic';
  rows: 'normal' | 'compact';
  /** Whether Focused and Other are told apart. */
  focused: 'on' | 'off';
  /** Decides hashed class names and anonymous wrappers; empty: others in each load. */
  seed: string;
}

const STORED = 'owa-stand-in-settings';
const CHOICES: { readonly [Name in keyof Settings]: readonly Settings[Name][] } = {
  // The names of all languages, as the type says.
  lang: Object.keys(WORDS) as Lang[],
  theme: ['light', 'dark'],
  pane: ['right', 'bottom', 'off'],
  view: ['conversation', 'message'],
  variant: ['work', 'consumer'],
  ribbon: ['simplified', 'classic'],
  rows: ['normal', 'compact'],
  focused: ['off', 'on'],
  seed: [],
};

/** From the address, else as this window had them, else the first of each. */
export function readSettings(search: string, hostname: string): Settings {
  const query = new URLSearchParams(search);
  const stored: Record<string, unknown> = JSON.parse(sessionStorage.getItem(STORED) ?? '{}');
  const chosen: Record<string, string> = {};
  for (const [name, choices] of Object.entries(CHOICES)) {
    const wanted = query.get(name) ?? stored[name];
    const found = choices.find((choice) => choice === wanted) ?? choices[0];
    if (found !== undefined) chosen[name] = found;
  }
  if (hostname === 'outlook.live.com' && !query.has('variant')) chosen.variant = 'consumer';
  const seed = query.get('seed') ?? stored.seed;
  // Every choice was filled from its own list.
  const settings = { ...chosen, seed: typeof seed === 'string' ? seed : '' } as Settings;
  keepSettings(settings);
  return settings;
}

/** A reload, and a window opened from this one, show the same. */
export function keepSettings(settings: Settings): void {
  sessionStorage.setItem(STORED, JSON.stringify(settings));
}
