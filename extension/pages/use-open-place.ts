import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { AccountId, ItemId } from '../../shared/model/ids.ts';
import type { ItemRow } from '../../shared/model/item.ts';
import { type Face, useFace } from '../../shared/ui/face.ts';
import { useAnswer, useWatched } from '../../shared/ui/use-engine.ts';
import { findPlace, type KnownPlace } from '../background/outlook-place.ts';
import { isRestorable } from '../background/outlook-rows.ts';
import type { Place } from '../outlook/protocol.ts';
import { watchOpenPlace } from './open-place.ts';

/** What a page beside Outlook needs beyond its face. */
export interface Beside {
  /** See `PlaceParts.immutableId`. */
  immutableId(account: AccountId, id: string): Promise<ItemId | null>;
}

export const BesideContext = createContext<Beside | null>(null);

/** The open place as it is kept, and what can be restored of it. */
export interface OpenPlace {
  known: KnownPlace;
  /** Messages of the open conversation that are gone, oldest first. */
  gone: readonly ItemRow[];
  /** How many things of the open folder are in the mailbox no more. */
  goneOfFolder: number;
}

/** What is open in Outlook beside this page; null when nothing of ours is. */
export function useOpenPlace(): OpenPlace | null {
  const face = useFace();
  const beside = useContext(BesideContext);
  const { value: reading } = useWatched(watchOpenPlace, []);
  const { value: place } = useAnswer(async () => (await reading) ?? null, [reading]);
  const status = face.status.value;
  const isReadable = status !== null && !face.isLocked.value && status.catalog.state === 'ready';
  const { value } = useAnswer(
    async () => (place && beside && isReadable ? readPlace(face, beside, place) : null),
    // What was restored is there again before the next copy has seen it.
    [place, beside, isReadable, status?.repository.lastSnapshotAt, status?.lastJournal[0]?.id],
  );
  return value ?? null;
}

async function readPlace(
  { engine, status, signIns }: Face,
  { immutableId }: Beside,
  place: Place,
): Promise<OpenPlace | null> {
  const now = status.peek();
  if (now === null) return null;
  const known = await findPlace(
    { engine, status: now, signIns: signIns.peek() ?? [], immutableId },
    place,
  );
  if (known === null) return null;
  const { account, folder, folders, conversation } = known;
  const key = folder && ({ account: account.id, source: 'mail', id: folder.id } as const);
  return {
    known,
    gone: conversation.filter((row) => isRestorable(row, folders)),
    goneOfFolder: key ? (await engine.listGone(key, null, 1)).total : 0,
  };
}
