import type { MailboxControl } from './control.ts';
import type { Folder } from './store.ts';

export interface MailFile {
  /** Below the loaded folder, with slashes: "Clients/Harbour/offer.eml". */
  path: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Delivers mail files in the order given: subfolders become mail folders, what lies at the top goes
 * to the inbox. A subfolder named like a well-known folder ("inbox", "sentitems") is that folder.
 * Nothing is refused, however broken it is. Resolves with the number of messages.
 */
export async function loadEml(
  control: MailboxControl,
  files: Iterable<MailFile> | AsyncIterable<MailFile>,
): Promise<number> {
  const folders = new Map<string, Folder>();
  let count = 0;
  for await (const { path, bytes } of files) {
    const names = path.split('/').slice(0, -1);
    const key = names.join('/');
    const folder = folders.get(key) ?? folderFor(control, names);
    folders.set(key, folder);
    await control.deliverEml(bytes, folder);
    count += 1;
  }
  return count;
}

const WELL_KNOWN = /^(inbox|drafts|sentitems|deleteditems|archive|junkemail|outbox)$/i;

function folderFor(control: MailboxControl, names: readonly string[]): Folder {
  const [first, ...rest] = names;
  if (first === undefined) return control.mailbox.role('inbox');
  if (WELL_KNOWN.test(first)) {
    return control.folderAt(rest.join('/'), control.mailbox.role(first.toLowerCase()));
  }
  return control.folderAt(names.join('/'));
}
