import type { AccountId, ContainerId } from '../model/ids.ts';
import type { ItemRow } from '../model/item.ts';

/**
 * What a chat is called in addresses and in what is remembered beside the settings. An id of
 * Microsoft's tells who talks to whom, and has a point, at which servers look for a file.
 */
export function chatKey({ account, id }: { account: AccountId; id: ContainerId }): string {
  // FNV-1a over both halves of each letter, twice with different starts: 64 bits, no secret.
  const of = (start: number) => {
    let hash = start;
    for (const letter of `${account} ${id}`) {
      const code = letter.codePointAt(0) ?? 0;
      hash = Math.imul(hash ^ (code & 0xff), 0x01000193);
      hash = Math.imul(hash ^ (code >>> 8), 0x01000193);
    }
    return (hash >>> 0).toString(36).padStart(7, '0');
  };
  return `${of(0x811c9dc5)}${of(0x2f0b4c47)}`;
}

/** Where a chat is; with a row, one of its messages. */
export function addressOfChat(chat: { account: AccountId; id: ContainerId }, row?: number): string {
  return `/chats/${chatKey(chat)}${row === undefined ? '' : `/${row}`}`;
}

/** Where a message is in its conversation. */
export function addressInChat({
  account,
  container,
  row,
}: Pick<ItemRow, 'account' | 'container' | 'row'>): string {
  return addressOfChat({ account, id: container }, row);
}
