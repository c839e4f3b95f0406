import archive from '@fluentui/svg-icons/icons/archive_20_regular.svg?raw';
import deleteditems from '@fluentui/svg-icons/icons/delete_20_regular.svg?raw';
import drafts from '@fluentui/svg-icons/icons/edit_20_regular.svg?raw';
import closed from '@fluentui/svg-icons/icons/folder_20_regular.svg?raw';
import open from '@fluentui/svg-icons/icons/folder_open_20_regular.svg?raw';
import inbox from '@fluentui/svg-icons/icons/mail_inbox_20_regular.svg?raw';
import junkemail from '@fluentui/svg-icons/icons/mail_prohibited_20_regular.svg?raw';
import sentitems from '@fluentui/svg-icons/icons/send_20_regular.svg?raw';
import { RawIcon } from './icon.tsx';

/** By Graph's well-known names. */
const OF_ROLE: Readonly<Record<string, string>> = {
  inbox,
  drafts,
  sentitems,
  archive,
  deleteditems,
  junkemail,
};

/** A mail folder as Outlook draws it; one's own is open while its folders are shown. */
export function MailFolderIcon({ role, isOpen }: { role: string | null; isOpen: boolean }) {
  const raw = OF_ROLE[role ?? ''] ?? (isOpen ? open : closed);
  return <RawIcon raw={raw} mirrors={role === 'sentitems'} />;
}
