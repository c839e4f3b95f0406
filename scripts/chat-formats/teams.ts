import type { ChatToLoad, MessageToLoad } from '../../shared/simulator/chats/load-chats.ts';
import { isRecord, list, type Parsed, text } from './parsed.ts';

/** Recorded answers of Graph, and of the Teams client's own interface; null for another answer. */
export function readTeams(parsed: unknown, name: string): ChatToLoad | null {
  if (!isRecord(parsed)) return null;
  const own = list(parsed.messages).flatMap(readOwn);
  const all = [...list(parsed.value), parsed].flatMap(readGraph);
  const messages = [...own, ...all];
  return messages.length === 0 ? null : { name, messages };
}

function readGraph(raw: Parsed): MessageToLoad[] {
  const { body, from, eventDetail } = raw;
  const at = Date.parse(text(raw.createdDateTime));
  if (Number.isNaN(at) || !isRecord(body) || raw.messageType === undefined) return [];
  if (isRecord(eventDetail)) {
    const { '@odata.type': type, ...detail } = eventDetail;
    const kind = text(type).replace(/^#?microsoft\.graph\.|EventMessageDetail$/g, '');
    return [{ from: null, at, event: { type: kind, detail } }];
  }
  const user = isRecord(from) ? (from.user ?? from.application) : null;
  const content = text(body.content);
  const edited = Date.parse(text(raw.lastEditedDateTime));
  const deleted = Date.parse(text(raw.deletedDateTime));
  return [
    {
      id: text(raw.id),
      from: isRecord(user) ? text(user.displayName) || 'somebody' : 'somebody',
      isBot: isRecord(from) && isRecord(from.application),
      at,
      ...(body.contentType === 'text' ? { text: content } : { html: content }),
      ...(text(raw.subject) === '' ? {} : { subject: text(raw.subject) }),
      ...(Number.isNaN(edited) ? {} : { editedAt: edited }),
      ...(Number.isNaN(deleted) ? {} : { deletedAt: deleted }),
      reactions: list(raw.reactions).map((each) => ({ type: text(each.reactionType), by: ['me'] })),
      cards: list(raw.attachments).flatMap(({ contentType, content: card, name }) =>
        text(card) === '' ? [] : [{ type: text(contentType), card: text(card), name: text(name) }],
      ),
    },
  ];
}

/** Source: github.com/fossteams/teams-api. */
function readOwn(raw: Parsed): MessageToLoad[] {
  const at = Date.parse(text(raw.composetime));
  if (Number.isNaN(at)) return [];
  const { content } = raw;
  return [
    { id: text(raw.id), from: text(raw.imdisplayname) || 'somebody', at, html: text(content) },
  ];
}
