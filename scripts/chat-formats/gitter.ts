import type { ChatToLoad } from '../../shared/simulator/chats/load-chats.ts';

/** A line of a room's history: room, address, time, person's id and name, message's id, text. */
const COLUMNS = 7;

/** Rooms of Gitter as tab-separated lines without a head; null for another table. */
export function readGitter(text: string, name: string): ChatToLoad | null {
  const lines = text.split('\n').filter((line) => line !== '');
  const messages = lines.flatMap((line) => {
    const fields = line.split('\t');
    const [, , sentAt = '', , from = '', id = '', ...rest] = fields;
    const at = Date.parse(sentAt);
    if (fields.length < COLUMNS || Number.isNaN(at)) return [];
    return [{ id, from: from || 'somebody', at, text: unescaped(rest.join('\t')) }];
  });
  return messages.length === 0 ? null : { name, messages };
}

function unescaped(text: string): string {
  return text.replace(/\\n/g, '\n').replace(/\\t/g, '\t').replace(/\r$/, '');
}
