/** What the consent page says of a permission. */
export interface ScopeText {
  title: string;
  detail: string;
}

/** Scopes of OpenID Connect; they are shown as permissions, and Graph does not know them. */
export const OPENID_SCOPES: ReadonlySet<string> = new Set([
  'openid',
  'profile',
  'email',
  'offline_access',
]);

/** Delegated permissions of Graph, in the words of the consent page. */
const GRAPH_SCOPES: Readonly<Record<string, ScopeText>> = {
  'User.Read': {
    title: 'Sign you in and read your profile',
    detail: 'Your name, your e-mail address and your picture.',
  },
  'Mail.ReadBasic': {
    title: 'Read your basic mail',
    detail: 'Subjects, senders and dates, without texts and attachments.',
  },
  'Mail.Read': { title: 'Read your mail', detail: 'All messages in your mailbox.' },
  'Mail.ReadWrite': {
    title: 'Read and write access to your mail',
    detail: 'Read, create, change and delete messages. It does not include sending.',
  },
  'Mail.Send': { title: 'Send mail as you', detail: 'Send messages in your name.' },
  'MailboxSettings.Read': { title: 'Read your mailbox settings', detail: 'Rules and categories.' },
  'Calendars.Read': { title: 'Read your calendars', detail: 'All events in your calendars.' },
  'Calendars.ReadWrite': {
    title: 'Have full access to your calendars',
    detail: 'Read, create, change and delete events.',
  },
  'Contacts.Read': { title: 'Read your contacts', detail: 'All contacts in your mailbox.' },
  'Contacts.ReadWrite': { title: 'Have full access to your contacts', detail: 'Read and change.' },
  'Files.Read': { title: 'Read your files', detail: 'All files in your OneDrive.' },
  'Files.ReadWrite': {
    title: 'Have full access to your files',
    detail: 'Read, create, change and delete files in your OneDrive.',
  },
  'Files.Read.All': {
    title: 'Read all files that you have access to',
    detail: 'Your files and those that others share with you.',
  },
  'Files.ReadWrite.All': {
    title: 'Have full access to all files you have access to',
    detail: 'Read, create, change and delete your files and those that others share with you.',
  },
  'Chat.ReadBasic': {
    title: 'Read names and members of your chats',
    detail: 'Which chats there are and who is in them, without messages.',
  },
  'Chat.Read': { title: 'Read your chat messages', detail: 'One-to-one and group chats.' },
  'Chat.ReadWrite': {
    title: 'Read and write your chat messages',
    detail: 'Read, send and delete messages in your chats.',
  },
  'Chat.Create': { title: 'Create chats', detail: 'Begin chats in your name.' },
  'ChatMessage.Send': {
    title: 'Send chat messages',
    detail: 'Write into one-to-one and group chats in your name.',
  },
  'Team.ReadBasic.All': { title: 'Read the names of teams', detail: 'Teams you have joined.' },
  'Channel.ReadBasic.All': {
    title: 'Read the names of channels',
    detail: 'Of teams you have joined.',
  },
  'ChannelMessage.Read.All': {
    title: 'Read messages in channels',
    detail: 'Of teams you have joined. Only an administrator can agree to it.',
  },
  'Tasks.ReadWrite': { title: 'Read and change your tasks', detail: 'All lists in To Do.' },
};

const OFFLINE: ScopeText = {
  title: 'Maintain access to data you have given it access to',
  detail: 'It keeps this access while you are not using it.',
};

/** Permissions that no person may give for themselves, whatever their organisation says. */
export const ADMIN_ONLY: ReadonlySet<string> = new Set(['ChannelMessage.Read.All']);

/** Scopes a user may not consent to under the policy Microsoft manages, among those known here. */
export const MANAGED_BLOCK_LIST = [
  'Mail.Read',
  'Mail.ReadBasic',
  'Mail.ReadWrite',
  'MailboxSettings.Read',
  'Calendars.Read',
  'Calendars.ReadWrite',
  'Chat.Read',
  'Chat.ReadWrite',
  'Contacts.ReadWrite',
  'Files.Read.All',
  'Files.ReadWrite.All',
  'Tasks.ReadWrite',
];

/** "https://graph.microsoft.com/Mail.Read" and "Mail.Read" are the same scope. */
export function shortScopes(text: string): string[] {
  const names = text.split(/\s+/).filter((name) => name !== '');
  return [...new Set(names.map((name) => name.replace(/^https?:\/\/[^/]+\/+/, '')))];
}

export function isKnownScope(name: string): boolean {
  return OPENID_SCOPES.has(name) || GRAPH_SCOPES[name] !== undefined;
}

/** The lines of a consent page, most far-reaching first. */
export function scopeTexts(scopes: readonly string[]): ScopeText[] {
  const texts = scopes.flatMap((name) => GRAPH_SCOPES[name] ?? []);
  return scopes.includes('offline_access') ? [...texts, OFFLINE] : texts;
}
