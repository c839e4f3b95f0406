import type { KnownContainer, SourceChange } from '../walk.ts';
import { channelIn, TEAMS } from './channel-calls.ts';
import { channelCursorOf, readChannelCursor } from './channel-cursor.ts';

/**
 * Channels that were copied and are not wanted any more: what is kept of them stays, and what is
 * missing of them is missed no more. Each says where it was, so that it can be gone on with.
 */
export function* channelsOff(known: readonly KnownContainer[]): Generator<SourceChange, void> {
  for (const { id, cursor, failed = [] } of known) {
    if (id === TEAMS) yield { kind: 'container-gone', id };
    if (channelIn(id) === null) continue;
    // What is stored stays, see `locate`.
    for (const itemId of failed) yield { kind: 'gone', container: id, itemId };
    const at = readChannelCursor(cursor) ?? { delta: null, until: null, about: '', run: 0 };
    yield { kind: 'cursor', container: id, cursor: { ...channelCursorOf(at), kind: 'round' } };
  }
}
