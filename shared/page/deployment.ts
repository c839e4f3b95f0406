import * as v from 'valibot';
import type { Clock } from '../lib/clock.ts';
import { CLOUDS, type Cloud } from '../model/settings.ts';

const KEY = 'holdfast.deployment';
/** How long the first page waits for its host's answer when an earlier one is known. */
const PATIENCE_MS = 600;

/** An origin: https, or http on this machine. */
const OriginSchema = v.pipe(
  v.string(),
  v.check(isServiceOrigin, 'an https origin, or http on localhost'),
);

/** Microsoft's own clouds have Microsoft's own hosts, whatever addresses stand beside their name. */
export const CloudSchema: v.GenericSchema<unknown, Cloud> = v.pipe(
  v.object({
    name: v.picklist(['global', 'us-gov', 'us-dod', 'china', 'custom']),
    login: OriginSchema,
    graph: OriginSchema,
  }),
  v.transform((cloud): Cloud => (cloud.name === 'custom' ? cloud : CLOUDS[cloud.name])),
);

const DeploymentSchema = v.object({
  clientId: v.optional(v.string()),
  cloud: v.optional(CloudSchema),
  accountHint: v.optional(v.string()),
});

/** What whoever hosts Holdfast decides for everyone who opens it there; all of it can be overridden. */
export interface Deployment {
  /** The app registration to use when the person names none; empty when there is none. */
  clientId: string;
  cloud?: Cloud;
  /** Fills in the address on Microsoft's first page. */
  accountHint?: string;
}

/**
 * `/deployment.json` of the host; without one, the client id of the build. Offline, or when the
 * host takes long, what it said last time.
 */
export async function loadDeployment(options: {
  fetch: typeof fetch;
  storage: Storage;
  clock: Clock;
  builtInClientId: string;
}): Promise<Deployment> {
  const { storage, clock } = options;
  const known = read(storage.getItem(KEY));
  const asked = ask(options.fetch).then((text) => {
    if (text !== undefined) storage.setItem(KEY, text);
    return text === undefined ? undefined : read(text);
  });
  const answered = known
    ? await Promise.race([asked, clock.sleep(PATIENCE_MS).then(() => undefined)])
    : await asked;
  const { clientId, cloud, accountHint } = answered ?? known ?? {};
  return {
    clientId: clientId || options.builtInClientId,
    ...(cloud && { cloud }),
    ...(accountHint && { accountHint }),
  };
}

/** The file's text; "{}" when the host has none; undefined when the host can't be asked. */
async function ask(fetchFile: typeof fetch): Promise<string | undefined> {
  try {
    const response = await fetchFile('/deployment.json', { cache: 'no-store' });
    if (!response.ok) return response.status === 404 ? '{}' : undefined;
    const text = await response.text();
    // A host that answers every path with the page has no such file.
    return read(text) ? text : '{}';
  } catch {
    return undefined;
  }
}

function read(text: string | null): v.InferOutput<typeof DeploymentSchema> | undefined {
  try {
    const parsed = v.safeParse(DeploymentSchema, JSON.parse(text ?? 'null'));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

function isServiceOrigin(text: string): boolean {
  try {
    const { origin, protocol, hostname } = new URL(text);
    const isLocal = hostname === 'localhost' || hostname === '127.0.0.1';
    return origin === text && (protocol === 'https:' || (protocol === 'http:' && isLocal));
  } catch {
    return false;
  }
}
