import type { GraphChat, Json } from './graph-chat.ts';

/** So many names stand in the name of a chat that has none. */
const NAMED = 3;

/** What a chat is called: its topic, or those who are in it beside the person. Empty: nobody knows. */
export function nameOfChat(
  { topic }: Pick<GraphChat, 'topic'>,
  members: readonly Json[] | null,
  ownId: string,
): string {
  if (topic !== '') return topic;
  const others = (members ?? []).filter(({ userId }) => userId !== ownId);
  const names = others.flatMap(({ displayName, email }) => {
    const name = displayName ?? email;
    return typeof name === 'string' && name !== '' ? [name] : [];
  });
  if (names.length <= NAMED + 1) return names.join(', ');
  return `${names.slice(0, NAMED).join(', ')} and ${names.length - NAMED} others`;
}
