import type { SourceName } from '../model/item.ts';
import type { Source } from './source.ts';

/** Every kind of data there is, each loaded when it is needed first. */
export const SOURCES: Readonly<Record<SourceName, () => Promise<Source>>> = {
  mail: async () => (await import('./mail/mail-source.ts')).mail,
  drive: async () => (await import('./drive/drive-source.ts')).drive,
  chats: async () => (await import('./chats/chats-source.ts')).chats,
};
