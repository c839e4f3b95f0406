import type { SourceName } from './item.ts';

/** Which Microsoft cloud an account lives in. `custom` is a test service or the demo account. */
export type CloudName = 'global' | 'us-gov' | 'us-dod' | 'china' | 'custom';

export interface Cloud {
  name: CloudName;
  /** Origin of the sign-in service, without a trailing slash. */
  login: string;
  /** Origin of Microsoft Graph, without a trailing slash; scopes are asked for on this host. */
  graph: string;
}

/**
 * Hosts by cloud.
 * Source: learn.microsoft.com/entra/identity-platform/authentication-national-cloud and
 * learn.microsoft.com/graph/deployments.
 */
export const CLOUDS: Readonly<Record<Exclude<CloudName, 'custom'>, Cloud>> = {
  global: {
    name: 'global',
    login: 'https://login.microsoftonline.com',
    graph: 'https://graph.microsoft.com',
  },
  'us-gov': {
    name: 'us-gov',
    login: 'https://login.microsoftonline.us',
    graph: 'https://graph.microsoft.us',
  },
  'us-dod': {
    name: 'us-dod',
    login: 'https://login.microsoftonline.us',
    graph: 'https://dod-graph.microsoft.us',
  },
  china: {
    name: 'china',
    login: 'https://login.partner.microsoftonline.cn',
    graph: 'https://microsoftgraph.chinacloudapi.cn',
  },
};

export interface Settings {
  cloud: Cloud;
  /** The app registration used; empty means the one built in. */
  clientId: string;
  density: 'comfortable' | 'compact';
  /** How the files of a folder are shown. */
  filesAs: 'list' | 'tiles';
  singleLetterKeys: boolean;
  /** May the extension show a notification when something needs the person? */
  notifications: boolean;
  /** Home offers to show the extension in Outlook until the person has answered. */
  offersOutlook: boolean;
  /** Sources the person does not want to be offered any more. */
  declinedSources: readonly SourceName[];
  /** How far each chat was read here; null: chats were never looked at. */
  chatsSeen: ChatsSeen | null;
}

/** ISO 8601: dates of the newest messages that were there at the last visit. */
export interface ChatsSeen {
  /** For chats without their own. */
  since: string;
  /** By `chatKey`, which does not tell whose chat it is. */
  chats: Readonly<Record<string, string>>;
}

export const DEFAULT_SETTINGS: Settings = {
  cloud: CLOUDS.global,
  clientId: '',
  density: 'comfortable',
  filesAs: 'list',
  singleLetterKeys: true,
  notifications: true,
  offersOutlook: true,
  declinedSources: [],
  chatsSeen: null,
};
