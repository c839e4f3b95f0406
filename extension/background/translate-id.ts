import * as v from 'valibot';
import { asId, type ItemId } from '../../shared/model/ids.ts';

const TranslatedSchema = v.object({
  value: v.array(v.object({ targetId: v.optional(v.string()) })),
});

/**
 * The immutable id of a message for the ordinary one that Outlook's page shows when conversations are
 * turned off; null where Microsoft does not say (the US government's clouds have no such call).
 * Source: learn.microsoft.com/graph/api/user-translateexchangeids.
 */
export async function toImmutableId(
  fetchFromGraph: (path: string, init: RequestInit) => Promise<Response>,
  id: string,
): Promise<ItemId | null> {
  try {
    const answer = await fetchFromGraph('/me/translateExchangeIds', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        inputIds: [id],
        sourceIdType: 'restId',
        targetIdType: 'restImmutableEntryId',
      }),
    });
    if (!answer.ok) return null;
    const parsed = v.safeParse(TranslatedSchema, await answer.json());
    const target = parsed.success ? parsed.output.value[0]?.targetId : undefined;
    return target ? asId<ItemId>(target) : null;
  } catch {
    // Without an answer nothing is shown for the message, and that is all it means.
    return null;
  }
}
