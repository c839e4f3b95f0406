import { type GraphAnswer, type GraphCall, type Json, option, preferences } from './answer.ts';
import { jsonBody, parameter, unreadable } from './body-json.ts';
import { propertiesJson } from './extended-properties.ts';
import { folderJson, folderNames } from './folder-json.ts';
import { badRequest, NoRouteError } from './graph-error.ts';
import type { Mailbox } from './mailbox.ts';
import { contextOf, nextLink, numberOption } from './message-read.ts';
import { propertyIds } from './message-select.ts';
import type { Route } from './route.ts';
import type { Folder } from './store.ts';

/** No default is documented; clients in the field meet 10. */
const DEFAULT_TOP = 10;
const MOST_TOP = 1000;
/** PidTagMessageSizeExtended of a folder, the only way to its size in v1.0. */
const FOLDER_SIZE = 'Long 0x66b3';

/** Mail folders but for their delta. Source: learn.microsoft.com/graph/api/resources/mailfolder. */
export function folderRoutes(mailbox: Mailbox): Route[] {
  const listQuery = ['$select', '$expand', '$top', '$skip', '$count', 'includeHiddenFolders'];
  const read = { scope: 'Mail.ReadBasic' };
  const write = { scope: 'Mail.ReadWrite' };
  const shown = (call: GraphCall, folder: Folder, status = 200): GraphAnswer => ({
    status,
    json: {
      '@odata.context': `${contextOf(call)}#users('me')/mailFolders/$entity`,
      ...withSize(call, folder, folderJson(mailbox, folder, folderNames(option(call, '$select')))),
    },
  });
  const create = (call: GraphCall, parent: Folder): GraphAnswer => {
    const body = jsonBody(call);
    const { displayName, isHidden, ...rest } = body;
    const extra = Object.keys(rest).find((name) => !name.includes('@'));
    if (extra !== undefined)
      throw unreadable(`The property '${extra}' can't be set on a mail folder.`);
    if (typeof displayName !== 'string' || displayName.trim() === '') {
      throw badRequest('The folder needs a display name.', 'ErrorInvalidRequest');
    }
    if (displayName.length > 255) throw badRequest('The name is too long.', 'ErrorInvalidRequest');
    const options = { isHidden: isHidden === true };
    return shown(call, mailbox.addFolder(displayName, parent, options), 201);
  };
  return [
    {
      method: 'GET',
      path: '/me/mailFolders',
      ...read,
      query: listQuery,
      answer: (call) => list(mailbox, call, mailbox.role('msgfolderroot')),
    },
    {
      method: 'GET',
      path: '/me/mailFolders/:folder/childFolders',
      ...read,
      query: listQuery,
      answer: (call, { folder = '' }) => list(mailbox, call, mailbox.folder(folder)),
    },
    {
      method: 'GET',
      path: '/me/mailFolders/:folder',
      ...read,
      query: ['$select', '$expand', 'includeHiddenFolders'],
      answer: (call, { folder = '' }) => shown(call, mailbox.folder(folder)),
    },
    {
      method: 'POST',
      path: '/me/mailFolders',
      ...write,
      answer: (call) => create(call, mailbox.role('msgfolderroot')),
    },
    {
      method: 'POST',
      path: '/me/mailFolders/:folder/childFolders',
      ...write,
      answer: (call, { folder = '' }) => create(call, mailbox.folder(folder)),
    },
    {
      method: 'PATCH',
      path: '/me/mailFolders/:folder',
      ...write,
      answer: (call, { folder = '' }) => {
        const name = jsonBody(call).displayName;
        if (typeof name !== 'string' || name === '') throw unreadable('displayName is missing.');
        mailbox.renameFolder(mailbox.folder(folder), name);
        return shown(call, mailbox.folder(folder));
      },
    },
    {
      method: 'DELETE',
      path: '/me/mailFolders/:folder',
      ...write,
      answer: (_call, { folder = '' }) => {
        deleteFolder(mailbox, mailbox.folder(folder));
        return { status: 204 };
      },
    },
    {
      method: 'POST',
      path: '/me/mailFolders/:folder/permanentDelete',
      ...write,
      answer: (_call, { folder = '' }) => {
        mailbox.dropFolder(mailbox.folder(folder));
        return { status: 204 };
      },
    },
    {
      method: 'POST',
      path: '/me/mailFolders/:folder/move',
      ...write,
      answer: (call, { folder = '' }) => {
        const target = parameter(jsonBody(call), 'destinationId');
        if (typeof target !== 'string') throw unreadable('destinationId is missing.');
        mailbox.moveFolder(mailbox.folder(folder), mailbox.folder(target));
        return shown(call, mailbox.folder(folder), 201);
      },
    },
  ];
}

/** What a person's Delete does: below Deleted Items, from there for good. The id stays. */
function deleteFolder(mailbox: Mailbox, folder: Folder): void {
  const bin = mailbox.role('deleteditems');
  if (folder.role || mailbox.isWithin(folder, bin)) {
    mailbox.dropFolder(folder);
    return;
  }
  const taken = new Set(mailbox.childrenOf(bin).map((child) => child.displayName.toLowerCase()));
  const name = folder.displayName;
  for (let count = 1; taken.has(folder.displayName.toLowerCase()); count += 1) {
    mailbox.renameFolder(folder, `${name}${count}`);
  }
  mailbox.moveFolder(folder, bin);
}

function list(mailbox: Mailbox, call: GraphCall, parent: Folder): GraphAnswer {
  const top = numberOption(call, '$top', DEFAULT_TOP, 1, MOST_TOP);
  const skip = numberOption(call, '$skip', 0, 0, Number.MAX_SAFE_INTEGER);
  const names = folderNames(option(call, '$select'));
  const withHidden = option(call, 'includeHiddenFolders')?.toLowerCase() === 'true';
  const folders = mailbox
    .childrenOf(parent)
    .filter(({ isHidden }) => withHidden || !isHidden)
    .sort((left, right) => (left.displayName < right.displayName ? -1 : 1));
  const json: Json = { '@odata.context': `${contextOf(call)}#users('me')/mailFolders` };
  if (option(call, '$count')?.toLowerCase() === 'true') json['@odata.count'] = folders.length;
  if (skip + top < folders.length) json['@odata.nextLink'] = nextLink(call, skip + top);
  json.value = folders
    .slice(skip, skip + top)
    .map((folder) => withSize(call, folder, folderJson(mailbox, folder, names)));
  return { status: 200, json };
}

/** `$expand=singleValueExtendedProperties($filter=id eq 'Long 0x66b3')`: a folder's size. */
function withSize(call: GraphCall, folder: Folder, json: Json): Json {
  const expand = option(call, '$expand');
  if (expand === undefined) return json;
  const inner = /^singleValueExtendedProperties\((.*)\)$/s.exec(expand)?.[1];
  if (inner === undefined) throw new NoRouteError(`mailFolders with $expand=${expand}`);
  const ids = propertyIds(inner);
  if (ids.some((id) => id !== FOLDER_SIZE)) return json;
  let size = 0;
  for (const { message } of folder.present.values()) {
    size += Number(propertiesJson(message, ['Long 0xe08'])[0]?.value ?? 0);
  }
  return { ...json, singleValueExtendedProperties: [{ id: FOLDER_SIZE, value: String(size) }] };
}

/** Whether the client asks for immutable ids. Folders have one id, messages have two. */
export function prefersImmutableIds(headers: Headers): boolean {
  return preferences(headers).some((part) => /^IdType\s*=\s*"?ImmutableId"?$/i.test(part));
}
