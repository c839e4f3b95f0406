/** Languages in which the well-known folders can be named. */
export type Language = 'en' | 'de' | 'fr' | 'es' | 'it' | 'ja';

/**
 * The folders every mailbox has, by well-known name. `clutter` and `scheduled` are not made: most
 * mailboxes lack them, and asking for them is answered with 404.
 * Source of the names: learn.microsoft.com/graph/api/resources/mailfolder.
 */
export const WELL_KNOWN: readonly {
  role: string;
  parent: string;
  names: Readonly<Record<Language, string>>;
}[] = [
  {
    role: 'inbox',
    parent: 'msgfolderroot',
    names: {
      en: 'Inbox',
      de: 'Posteingang',
      fr: 'Boîte de réception',
      es: 'Bandeja de entrada',
      it: 'Posta in arrivo',
      ja: '受信トレイ',
    },
  },
  {
    role: 'drafts',
    parent: 'msgfolderroot',
    names: {
      en: 'Drafts',
      de: 'Entwürfe',
      fr: 'Brouillons',
      es: 'Borradores',
      it: 'Bozze',
      ja: '下書き',
    },
  },
  {
    role: 'sentitems',
    parent: 'msgfolderroot',
    names: {
      en: 'Sent Items',
      de: 'Gesendete Elemente',
      fr: 'Éléments envoyés',
      es: 'Elementos enviados',
      it: 'Posta inviata',
      ja: '送信済みアイテム',
    },
  },
  {
    role: 'deleteditems',
    parent: 'msgfolderroot',
    names: {
      en: 'Deleted Items',
      de: 'Gelöschte Elemente',
      fr: 'Éléments supprimés',
      es: 'Elementos eliminados',
      it: 'Posta eliminata',
      ja: '削除済みアイテム',
    },
  },
  {
    role: 'archive',
    parent: 'msgfolderroot',
    names: {
      en: 'Archive',
      de: 'Archiv',
      fr: 'Archive',
      es: 'Archivo',
      it: 'Archivio',
      ja: 'アーカイブ',
    },
  },
  {
    role: 'junkemail',
    parent: 'msgfolderroot',
    names: {
      en: 'Junk Email',
      de: 'Junk-E-Mail',
      fr: 'Courrier indésirable',
      es: 'Correo no deseado',
      it: 'Posta indesiderata',
      ja: '迷惑メール',
    },
  },
  {
    role: 'outbox',
    parent: 'msgfolderroot',
    names: {
      en: 'Outbox',
      de: 'Postausgang',
      fr: "Boîte d'envoi",
      es: 'Bandeja de salida',
      it: 'Posta in uscita',
      ja: '送信トレイ',
    },
  },
  {
    role: 'conversationhistory',
    parent: 'msgfolderroot',
    names: {
      en: 'Conversation History',
      de: 'Aufgezeichnete Unterhaltungen',
      fr: 'Historique des conversations',
      es: 'Historial de conversaciones',
      it: 'Cronologia conversazioni',
      ja: '会話履歴',
    },
  },
  {
    role: 'recoverableitemsdeletions',
    parent: 'recoverableitemsroot',
    names: {
      en: 'Deletions',
      de: 'Deletions',
      fr: 'Deletions',
      es: 'Deletions',
      it: 'Deletions',
      ja: 'Deletions',
    },
  },
];

/** Well-known names Graph takes in a path, whether or not this mailbox has the folder. */
export const ROLE_NAMES: ReadonlySet<string> = new Set([
  ...WELL_KNOWN.map(({ role }) => role),
  'msgfolderroot',
  'searchfolders',
  'clutter',
  'conflicts',
  'localfailures',
  'scheduled',
  'serverfailures',
  'syncissues',
]);
