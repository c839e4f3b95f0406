import type { SourceName } from '../model/item.ts';
import type { SignIn } from '../model/platform.ts';
import { askedToRead, SOURCE_SCOPES } from '../model/sources.ts';
import type { Face } from './face.ts';
import { SOURCE_WORDS } from './source-words.ts';

/** What backing mail up asks for: where nothing else was chosen, it comes first. */
export const MAIL_READ = SOURCE_SCOPES.mail.read;

/**
 * Opens Microsoft's window for the right to read one source, and nothing more. Call it from a click.
 * Faults: `consent-required` when an organisation decides, or the person said no.
 */
export function askToRead(
  face: Face,
  source: SourceName | 'channels',
  signIn: SignIn | null,
): Promise<SignIn> {
  return face.platform.signIn(
    askedToRead(source),
    signIn?.account.id ?? null,
    new AbortController().signal,
  );
}

/**
 * Opens Microsoft's window to sign in again with what was granted before. Call it from a click;
 * the window is not opened otherwise. Jobs that wait for it go on by themselves.
 */
export function signInAgain(face: Face, signIn: SignIn | undefined): Promise<SignIn> {
  const scopes = signIn && signIn.scopes.length > 0 ? signIn.scopes : MAIL_READ;
  return face.platform.signIn(scopes, signIn?.account.id ?? null, new AbortController().signal);
}

/** Why nothing can be written or copied at this moment; null when it can. */
export function cannotActBecause(face: Face): string | null {
  if (!face.online.value) return 'No network';
  const signIns = face.signIns.value ?? [];
  if (signIns.length > 0 && signIns.every(({ state }) => state === 'ended')) {
    return 'Signed out';
  }
  return null;
}

/** What a person sends to whoever looks after Microsoft 365; plain text, for any channel. */
export function requestText(link: string, source: SourceName, product = 'Holdfast'): string {
  const { mine, others } = SOURCE_WORDS[source];
  return [
    `I would like to keep my own copy of ${mine} with ${product}. Microsoft wants an administrator to allow that first.`,
    '',
    `To look at it and decide: ${link}`,
    '',
    `What it allows: people who sign in to this app may let it read their own ${others} (delegated permission ${askedToRead(source).join(', ')}). It can read nobody’s ${others} but those of the person who signed in.`,
    `What it does not allow: sending, changing or deleting anything, reading other people’s ${others}, or reading anything while nobody is signed in. ${product} runs in the person’s own browser and has no server; the copy stays on their computer.`,
    'It can be taken back at any time under Enterprise applications in the Entra admin center.',
  ].join('\n');
}
