import { api } from './browser-api.ts';

/** A page of this extension itself; what is in somebody else's page has that page's address. */
export function isOwnPage({ id, url }: chrome.runtime.MessageSender): boolean {
  return id === api.runtime.id && url?.startsWith(api.runtime.getURL('')) === true;
}
