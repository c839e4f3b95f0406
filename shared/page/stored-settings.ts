import * as v from 'valibot';
import { SOURCE_NAMES } from '../model/item.ts';
import { DEFAULT_SETTINGS, type Settings } from '../model/settings.ts';
import { isSameCloud } from '../sign-in/cloud.ts';
import { CloudSchema, type Deployment } from './deployment.ts';

export const SETTINGS_KEY = 'holdfast.settings';

/** What was chosen; what is not in here follows the deployment and the defaults. */
const StoredSchema = v.object({
  cloud: v.optional(v.fallback(v.optional(CloudSchema), undefined)),
  clientId: v.optional(v.fallback(v.optional(v.string()), undefined)),
  density: v.optional(v.fallback(v.optional(v.picklist(['comfortable', 'compact'])), undefined)),
  filesAs: v.optional(v.fallback(v.optional(v.picklist(['list', 'tiles'])), undefined)),
  singleLetterKeys: v.optional(v.fallback(v.optional(v.boolean()), undefined)),
  notifications: v.optional(v.fallback(v.optional(v.boolean()), undefined)),
  offersOutlook: v.optional(v.fallback(v.optional(v.boolean()), undefined)),
  declinedSources: v.optional(v.fallback(v.optional(v.array(v.picklist(SOURCE_NAMES))), undefined)),
  chatsSeen: v.optional(
    v.fallback(
      v.optional(v.object({ since: v.string(), chats: v.record(v.string(), v.string()) })),
      undefined,
    ),
  ),
});

export function defaultSettings(deployment: Deployment): Settings {
  return { ...DEFAULT_SETTINGS, cloud: deployment.cloud ?? DEFAULT_SETTINGS.cloud };
}

/** Settings as they apply now. Anything unreadable counts as not chosen. */
export function readSettings(storage: Storage, deployment: Deployment): Settings {
  const defaults = defaultSettings(deployment);
  const chosen = v.safeParse(StoredSchema, parse(storage.getItem(SETTINGS_KEY)));
  if (!chosen.success) return defaults;
  const { cloud, clientId, density, singleLetterKeys, notifications, offersOutlook } =
    chosen.output;
  const { declinedSources, chatsSeen, filesAs } = chosen.output;
  return {
    cloud: cloud ?? defaults.cloud,
    clientId: clientId ?? defaults.clientId,
    density: density ?? defaults.density,
    filesAs: filesAs ?? defaults.filesAs,
    singleLetterKeys: singleLetterKeys ?? defaults.singleLetterKeys,
    notifications: notifications ?? defaults.notifications,
    offersOutlook: offersOutlook ?? defaults.offersOutlook,
    declinedSources: declinedSources ?? defaults.declinedSources,
    chatsSeen: chatsSeen ?? defaults.chatsSeen,
  };
}

/** Keeps only what differs from the defaults, so that a deployment's later defaults still count. */
export function writeSettings(storage: Storage, deployment: Deployment, settings: Settings): void {
  const defaults = defaultSettings(deployment);
  const chosen: Partial<Settings> = {};
  if (!isSameCloud(settings.cloud, defaults.cloud)) chosen.cloud = settings.cloud;
  if (settings.clientId !== defaults.clientId) chosen.clientId = settings.clientId;
  if (settings.density !== defaults.density) chosen.density = settings.density;
  if (settings.filesAs !== defaults.filesAs) chosen.filesAs = settings.filesAs;
  if (settings.singleLetterKeys !== defaults.singleLetterKeys) {
    chosen.singleLetterKeys = settings.singleLetterKeys;
  }
  if (settings.notifications !== defaults.notifications) {
    chosen.notifications = settings.notifications;
  }
  if (settings.offersOutlook !== defaults.offersOutlook) {
    chosen.offersOutlook = settings.offersOutlook;
  }
  if (settings.declinedSources.length > 0) chosen.declinedSources = settings.declinedSources;
  if (settings.chatsSeen) chosen.chatsSeen = settings.chatsSeen;
  storage.setItem(SETTINGS_KEY, JSON.stringify(chosen));
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '{}');
  } catch {
    return {};
  }
}
