import type { RequestOptions } from '../../graph/graph.ts';
import { SOURCE_SCOPES } from '../../model/sources.ts';

export const SCOPES = SOURCE_SCOPES.mail;

/** What is kept of a message, all in one request per page. */
export const WHOLE = [
  'id',
  'changeKey',
  'parentFolderId',
  'internetMessageId',
  'subject',
  'from',
  'sender',
  'toRecipients',
  'ccRecipients',
  'bccRecipients',
  'replyTo',
  'receivedDateTime',
  'sentDateTime',
  'createdDateTime',
  'lastModifiedDateTime',
  'hasAttachments',
  'importance',
  'isRead',
  'isDraft',
  'flag',
  'categories',
  'conversationId',
  'conversationIndex',
  'inferenceClassification',
  'isReadReceiptRequested',
  'isDeliveryReceiptRequested',
  'webLink',
  'bodyPreview',
  'body',
  'internetMessageHeaders',
].join(',');

/**
 * What Graph can tell of a message whose text it can't convert: everything that changes while a
 * message lies in its folder. `bodyPreview` is not among it, as it is made from the body.
 */
export const LIGHT =
  'id,changeKey,parentFolderId,subject,isRead,isDraft,flag,categories,importance,inferenceClassification';

/** Untouched HTML: it is made safe when it is shown, not when it is kept. */
const WHOLE_BODIES = 'outlook.allow-unsafe-html';

export function pageOptions(size: number, retry = true): RequestOptions {
  return {
    scopes: SCOPES.read,
    priority: 'page',
    prefer: [`odata.maxpagesize=${size}`, WHOLE_BODIES],
    retry,
  };
}

export const READ_ITEM: RequestOptions = {
  scopes: SCOPES.read,
  priority: 'page',
  prefer: [WHOLE_BODIES],
};

export const READ_CONTENT: RequestOptions = { scopes: SCOPES.read, priority: 'content' };

/** Reading what a restore needs to know, without the scope that only writing needs. */
export const READ_STATE: RequestOptions = {
  scopes: SCOPES.read,
  priority: 'write',
  prefer: [WHOLE_BODIES],
};

export const WRITE: RequestOptions = { scopes: SCOPES.write, priority: 'write' };

export function messagePath(id: string, rest = ''): string {
  return `/me/messages/${encodeURIComponent(id)}${rest}`;
}

export function folderPath(id: string, rest = ''): string {
  return `/me/mailFolders/${encodeURIComponent(id)}${rest}`;
}
