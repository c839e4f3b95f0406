/**
 * Outlook's pages write an id as Exchange does, with `+` and `/`; Graph writes `_` and `-` in their
 * place. That is the reverse of base64url: see `convertToRestId` of Microsoft's office.js.
 */
export function toGraphId(id: string): string {
  return id.replaceAll('/', '-').replaceAll('+', '_');
}

/** As Outlook's page writes it. */
export function toPageId(id: string): string {
  return id.replaceAll('-', '/').replaceAll('_', '+');
}

/**
 * What an id names, by how it begins: `AAQk` and `AQQk` a conversation, `AAMk` and `AQMk` a message
 * or folder, `AAkA` a message in the immutable form. Upper-case variants of the prefixes occur.
 */
export function kindOfId(id: string): 'conversation' | 'item' | null {
  if (/^a[aq]qk/i.test(id)) return 'conversation';
  if (/^(a[aq]mk|aaka)/i.test(id)) return 'item';
  return null;
}
