import type { SourceName } from '../model/item.ts';
import type { SignIn } from '../model/platform.ts';
import { mayRead } from '../model/sources.ts';
import type { AccountLine } from './accounts.ts';
import { askToRead } from './consent.ts';
import { chosenSources } from './copies.ts';
import type { Face } from './face.ts';

/**
 * Copies one source more from now on. Microsoft is asked for the right first where it is missing: call
 * it from a click. Fault `consent-required` when it says no; nothing has changed then.
 */
export async function addSource(face: Face, signIn: SignIn, source: SourceName): Promise<void> {
  if (!mayRead(source, signIn.scopes)) await askToRead(face, source, signIn);
  const { account } = signIn;
  const chosen = chosenSources(face.status.peek(), account.id, signIn);
  await face.engine.chooseSources(account.id, [...chosen, source]);
  const declinedSources = face.settings.peek().declinedSources.filter((each) => each !== source);
  face.changeSettings({ declinedSources });
  await face.engine.startBackup(account, [source]);
}

/** Copies it no more; what is kept stays. */
export async function leaveOutSource(
  face: Face,
  { account: { id }, signIn }: Pick<AccountLine, 'account' | 'signIn'>,
  source: SourceName,
): Promise<void> {
  const chosen = chosenSources(face.status.peek(), id, signIn).filter((each) => each !== source);
  await face.engine.chooseSources(id, chosen);
  declineSource(face, source);
}

/** It is not offered on Home any more; Settings has it. */
export function declineSource(face: Face, source: SourceName): void {
  const declined = face.settings.peek().declinedSources;
  if (!declined.includes(source)) face.changeSettings({ declinedSources: [...declined, source] });
}
