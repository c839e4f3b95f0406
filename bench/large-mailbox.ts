import { seedMailbox } from '../shared/simulator/seed/seed.ts';
import type { Simulator } from '../shared/simulator/simulator.ts';

/** `MESSAGES` in the environment makes a smaller try of it; the figures' names say how many. */
export const LARGE_MAILBOX = Number(process.env.MESSAGES ?? 100_000);
/** A kept profile folder, so that the mailbox is backed up once for several measurements. */
export const KEPT_PROFILE = process.env.PROFILE ?? null;
const FILE_BYTES = 4_000;
const ATTACHMENT_SHARE = 0.05;

/**
 * Invented mail of all kinds, every message of it in the inbox: one folder of that length is the
 * hardest to walk and the longest to scroll. Attachments are few and small, as each is a request
 * of its own, and it is the number of messages that is to be measured.
 */
export function fillLargeMailbox({ mailbox, account }: Simulator): void {
  seedMailbox(mailbox, {
    seed: 1,
    messages: LARGE_MAILBOX,
    owner: { name: account.name, address: account.username },
    fileBytes: FILE_BYTES,
    attachmentShare: ATTACHMENT_SHARE,
  });
  const inbox = mailbox.role('inbox');
  for (const message of [...mailbox.messages()]) mailbox.move(message, inbox);
}
