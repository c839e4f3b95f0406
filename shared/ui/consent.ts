import type { SignIn } from '../model/platform.ts';
import type { Face } from './face.ts';

/** What backing mail up asks for, in Microsoft's short form. Reading only; one source at a time. */
export const MAIL_READ: readonly string[] = ['Mail.Read'];

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
export function requestText(link: string, product = 'Holdfast'): string {
  return [
    `I would like to keep my own copy of my mailbox with ${product}. Microsoft wants an administrator to allow that first.`,
    '',
    `To look at it and decide: ${link}`,
    '',
    'What it allows: people who sign in to this app may let it read their own mail (delegated permission Mail.Read). It can read no mailbox but the one of the person who signed in.',
    `What it does not allow: sending, changing or deleting anything, reading other people’s mail, or reading anything while nobody is signed in. ${product} runs in the person’s own browser and has no server; the copy stays on their computer.`,
    'It can be taken back at any time under Enterprise applications in the Entra admin center.',
  ].join('\n');
}
