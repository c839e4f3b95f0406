import type { ServerOptions } from './simulator-server.ts';

/** What the simulator's commands take about chats. */
export const CHAT_ARGUMENTS = { chats: { type: 'string' } } as const;

/** A folder of chats, or the invented ones. */
export function readChatArguments({ chats }: { chats?: string }): ServerOptions {
  return chats === undefined ? { demoChats: true } : { chatFiles: chats };
}
