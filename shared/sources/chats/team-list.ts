import * as v from 'valibot';
import type { Graph, RequestOptions } from '../../graph/graph.ts';
import { pieces } from '../../lib/iterate.ts';
import { Fault, isFault, JOB_ENDING } from '../../model/fault.ts';
import { AT_ONCE } from './calls.ts';
import { type ChannelPlace, READ_CHANNELS, READ_TEAMS } from './channel-calls.ts';
import { type Json, readPage, told, withoutEmpty } from './graph-chat.ts';

/** A channel as the lists tell it. */
export interface ListedChannel extends ChannelPlace {
  name: string;
  teamName: string;
  /** What there is to keep of it. */
  json: Json;
}

export interface ListedTeams {
  channels: ListedChannel[];
  /** Teams whose channels are not known to be all that there are; null: no team is. */
  unlisted: ReadonlySet<string> | null;
  /** Why; null when everything was listed. */
  failed: { label: string; fault: Fault } | null;
}

const Text = told(v.string());
const RawTeam = v.looseObject({ id: v.pipe(v.string(), v.uuid()), displayName: Text });
const RawChannel = v.looseObject({
  id: v.pipe(v.string(), v.startsWith('19:')),
  displayName: Text,
});

/**
 * Teams the person has joined, and their channels. What an organisation does not allow, or fails, is
 * told and stops nothing: chats can be kept without.
 */
export async function listTeams(graph: Graph, signal: AbortSignal): Promise<ListedTeams> {
  let teams: v.InferOutput<typeof RawTeam>[];
  try {
    teams = await readList(graph, '/me/joinedTeams', READ_TEAMS, RawTeam, signal);
  } catch (error) {
    const fault = lackOf(error, signal);
    return { channels: [], unlisted: null, failed: { label: '', fault } };
  }
  const channels: ListedChannel[] = [];
  const unlisted = new Map<string, { label: string; fault: Fault }>();
  for (const some of pieces(teams, AT_ONCE)) {
    const paths = some.map(({ id }) => `/teams/${encodeURIComponent(id)}/channels`);
    const answers = await inBatch(graph, paths, signal);
    for (const [at, { id, displayName }] of some.entries()) {
      const teamName = displayName ?? '';
      try {
        const answer = answers[at];
        if (answer === undefined || !answer.ok) throw answer?.fault ?? notSaid();
        for (const raw of await rest(graph, answer.body, READ_CHANNELS, RawChannel, signal)) {
          const team = { id, displayName: teamName };
          const json = { ...(withoutEmpty(raw) as Json), team };
          channels.push({ team: id, channel: raw.id, name: raw.displayName ?? '', teamName, json });
        }
      } catch (error) {
        unlisted.set(id, { label: teamName, fault: lackOf(error, signal) });
      }
    }
  }
  const [first] = unlisted.values();
  const label = [...unlisted.values()].map((each) => each.label).join(', ');
  const failed = first === undefined ? null : { label, fault: first.fault };
  return { channels, unlisted: new Set(unlisted.keys()), failed };
}

/** A batch that fails as a whole is no reason to stop for either. */
async function inBatch(graph: Graph, paths: readonly string[], signal: AbortSignal) {
  try {
    return await graph.batch(paths, READ_CHANNELS, signal);
  } catch (error) {
    const fault = lackOf(error, signal);
    return paths.map(() => ({ ok: false as const, fault }));
  }
}

async function readList<const Schema extends v.GenericSchema>(
  graph: Graph,
  path: string,
  options: RequestOptions,
  schema: Schema,
  signal: AbortSignal,
) {
  return rest(graph, await graph.read(path, options, signal), options, schema, signal);
}

/** All pages of a list whose first one is there. */
async function rest<const Schema extends v.GenericSchema>(
  graph: Graph,
  first: unknown,
  options: RequestOptions,
  schema: Schema,
  signal: AbortSignal,
): Promise<v.InferOutput<Schema>[]> {
  const all: v.InferOutput<Schema>[] = [];
  const seen = new Set<string>();
  for (let body = first; ; ) {
    const page = readPage(body);
    if (page === null) throw notSaid();
    for (const raw of page.entries) {
      const parsed = v.safeParse(schema, raw);
      if (parsed.success) all.push(parsed.output);
    }
    const { nextLink } = page;
    if (nextLink === null) return all;
    // Round and round: what comes behind is not known.
    if (seen.has(nextLink)) throw notSaid();
    seen.add(nextLink);
    body = await graph.read(nextLink, options, signal);
  }
}

function notSaid(): Fault {
  return new Fault('server-error', 'Graph answered with something else');
}

/**
 * What keeps channels away and nothing else. That nobody has allowed them is no reason to wait: the
 * job goes on without, and the receipt says why.
 */
export function lackOf(error: unknown, signal: AbortSignal): Fault {
  signal.throwIfAborted();
  if (!isFault(error)) throw error;
  if (error.code === 'consent-required') {
    return new Fault('forbidden', 'channels may not be read', {
      cause: error,
      scopes: error.scopes,
      upstreamCode: 'consentRequired',
    });
  }
  if (JOB_ENDING.has(error.code)) throw error;
  return error;
}
