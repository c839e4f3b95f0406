import type { Choice, FileGroup } from '../model/choice.ts';
import { counted, formats } from './formats.ts';

export const GROUP_WORDS: Readonly<Record<FileGroup, { name: string; such: string }>> = {
  pictures: { name: 'Pictures', such: 'JPEG, HEIC, PNG, raw' },
  video: { name: 'Video', such: 'MP4, MOV, MKV' },
  audio: { name: 'Sound', such: 'MP3, FLAC, WAV' },
  documents: { name: 'Documents', such: 'Office, PDF, text, OneNote' },
  archives: { name: 'Archives', such: 'ZIP, ISO, PST' },
  other: { name: 'All others', such: 'programs, data and such' },
};

/** What is copied, as one or two sentences. */
export function choiceWords(choice: Choice): string {
  const { without, largestBytes, versions } = choice;
  const out = Object.values(choice.folders).filter((said) => said === 'out').length;
  const left = [
    ...(out > 0 ? [counted(out, 'folder')] : []),
    ...without.map((group) => GROUP_WORDS[group].name.toLowerCase()),
    ...(largestBytes === null ? [] : [`files over ${formats.bytes(largestBytes)}`]),
  ];
  const what = left.length === 0 ? 'Every file' : `Every file, without ${listed(left)}`;
  return `${what}. Older versions: ${versionWords(versions)}.`;
}

function versionWords(versions: Choice['versions']): string {
  if (versions === 'off') return 'those that copies saw';
  if (versions === 'all') return 'also all that Microsoft holds';
  return `also the last ${formats.count(versions)} that Microsoft holds`;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/**
 * What of a choice fits. `freeBytes` is null where nobody tells; `keptBytes` is here already and not
 * copied again.
 */
export function roomWords(room: {
  chosenBytes: number;
  keptBytes: number;
  freeBytes: number | null;
  folder: string | null;
}): { text: string; fits: boolean | null } {
  const { chosenBytes, keptBytes, freeBytes, folder } = room;
  const comes = Math.max(0, chosenBytes - keptBytes);
  const much = `About ${formats.bytes(chosenBytes)} in the chosen folders`;
  const here = keptBytes > 0 ? `, ${formats.bytes(keptBytes)} kept here so far` : '';
  if (folder !== null) {
    return {
      text: `${much}${here}. How much room the disk of “${folder}” has, no browser tells.`,
      fits: null,
    };
  }
  if (freeBytes === null) {
    return { text: `${much}${here}. This browser doesn’t tell how much room it has.`, fits: null };
  }
  const fits = comes <= freeBytes;
  return {
    text: `${much}${here}. ${formats.bytes(freeBytes)} ${fits ? 'are free in this browser.' : 'are free in this browser: that may not be enough.'}`,
    fits,
  };
}
