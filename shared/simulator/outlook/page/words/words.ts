import { DE } from './de.ts';
import { EN, type Words } from './en.ts';
import { FR } from './fr.ts';
import { HE } from './he.ts';
import { PT } from './pt.ts';
import { ZH } from './zh.ts';

export type Lang = 'en' | 'de' | 'pt' | 'he' | 'zh' | 'fr';

export const WORDS: Readonly<Record<Lang, Words>> = {
  en: EN,
  de: DE,
  pt: PT,
  he: HE,
  zh: ZH,
  fr: FR,
};

/** "{n} selected" with its parts put in. */
export function filled(text: string, parts: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (_whole, name: string) => String(parts[name] ?? ''));
}
