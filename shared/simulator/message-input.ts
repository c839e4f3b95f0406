import { isJson, type Json } from './answer.ts';
import { unreadable } from './body-json.ts';
import type { Body, Flag, Header, MessageState, Person } from './content.ts';
import { badRequest } from './graph-error.ts';
import { storedBody } from './message-body.ts';
import { MESSAGE_PROPERTIES } from './message-select.ts';

/** Faults: 400 with Graph's code for a body that does not have the type it should have. */
export function readPerson(value: unknown): Person | null {
  if (value === null) return null;
  const email = isJson(value) ? value.emailAddress : undefined;
  if (!isJson(email)) throw unreadable('A recipient has an emailAddress.');
  const { name = '', address = '' } = email;
  if (
    (name !== null && typeof name !== 'string') ||
    (address !== null && typeof address !== 'string')
  ) {
    throw unreadable('Name and address are strings.');
  }
  return { name: name || address || '', address: address || '' };
}

/**
 * Faults: 400 `ErrorInvalidRecipients` for an address that is none. Exchange takes SMTP addresses
 * and its own `/o=` names.
 */
export function readPeople(value: unknown): Person[] {
  if (!Array.isArray(value)) throw unreadable('Recipients are a collection.');
  return value.map((each) => {
    const person = readPerson(each);
    if (!person || (person.address === '' && person.name === '')) {
      throw badRequest('At least one recipient is not valid.', 'ErrorInvalidRecipients');
    }
    return person;
  });
}

export function readBody(value: unknown): Body {
  if (!isJson(value) || typeof value.content !== 'string') throw unreadable('A body has content.');
  const type = typeof value.contentType === 'string' ? value.contentType.toLowerCase() : 'text';
  if (type !== 'text' && type !== 'html') throw unreadable(`'${type}' is not a content type.`);
  if (hasControlCharacter(value.content)) {
    throw badRequest('The request holds an invalid character.', 'ErrorInvalidRequest');
  }
  return storedBody({ contentType: type, content: value.content });
}

/** Beside tab and line ends. Clients in the field take them out before they post. */
function hasControlCharacter(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) return true;
  }
  return false;
}

export function readText(value: unknown, name: string): string {
  if (value === null) return '';
  if (typeof value !== 'string') throw unreadable(`'${name}' is a string.`);
  return value;
}

/**
 * The headers a client may set: 1 to 5, with names that begin with x-.
 * Source: learn.microsoft.com/graph/api/resources/internetmessageheader and
 * github.com/microsoftgraph/msgraph-sdk-dotnet/issues/2208 for the empty list.
 */
export function readHeaders(value: unknown): Header[] {
  if (!Array.isArray(value)) throw unreadable('internetMessageHeaders is a collection.');
  if (value.length === 0 || value.length > 5) {
    throw badRequest(
      'The collection of internet message headers must have 1 to 5 headers.',
      'InvalidInternetMessageHeaderCollection',
    );
  }
  return value.map((header) => {
    if (!isJson(header) || typeof header.name !== 'string' || typeof header.value !== 'string') {
      throw unreadable('A header has a name and a value.');
    }
    if (!/^x-/i.test(header.name)) {
      throw badRequest(
        `The internet message header name '${header.name}' should start with 'x-' or 'X-'.`,
        'InvalidInternetMessageHeader',
      );
    }
    return { name: header.name, value: header.value };
  });
}

/** The part of the state that can be set at any time, by PATCH as by POST. */
export function readState(body: Json): Partial<MessageState> {
  const state: Partial<MessageState> = {};
  const booleans = ['isRead', 'isReadReceiptRequested', 'isDeliveryReceiptRequested'] as const;
  for (const name of booleans) {
    const value = body[name];
    if (value === undefined) continue;
    if (typeof value !== 'boolean') throw unreadable(`'${name}' is true or false.`);
    state[name] = value;
  }
  if (body.categories !== undefined) {
    const list = body.categories;
    if (!Array.isArray(list) || list.some((name) => typeof name !== 'string')) {
      throw unreadable('Categories are a collection of strings.');
    }
    state.categories = list.map(String);
  }
  if (body.flag !== undefined) state.flag = readFlag(body.flag);
  const importance = readWord(body.importance, ['low', 'normal', 'high'] as const);
  if (importance) state.importance = importance;
  const inference = readWord(body.inferenceClassification, ['focused', 'other'] as const);
  if (inference) state.inferenceClassification = inference;
  return state;
}

/** Faults: 400 for names `message` does not have. Annotations other than the type are refused. */
export function checkNames(body: Json, navigation: readonly string[]): void {
  for (const name of Object.keys(body)) {
    if (name === '@odata.type') {
      if (!/^#?microsoft\.graph\.message$/i.test(String(body[name]))) {
        throw badRequest('This type of message cannot be created.', 'ErrorInvalidRequest');
      }
      continue;
    }
    if (name.includes('@')) throw unreadable(`The annotation '${name}' is not expected here.`);
    const known = MESSAGE_PROPERTIES.some((each) => each === name) || navigation.includes(name);
    if (!known) {
      throw badRequest(
        `The property '${name}' does not exist on type 'microsoft.graph.message'.`,
        'RequestBodyRead',
      );
    }
  }
}

function readFlag(value: unknown): Flag {
  if (!isJson(value)) throw unreadable('A flag is an object.');
  const statuses = ['notFlagged', 'flagged', 'complete'] as const;
  const flag: Flag = { flagStatus: readWord(value.flagStatus, statuses) ?? 'notFlagged' };
  for (const name of ['startDateTime', 'dueDateTime', 'completedDateTime'] as const) {
    const time = value[name];
    if (time === undefined || time === null) continue;
    if (!isJson(time) || typeof time.dateTime !== 'string' || typeof time.timeZone !== 'string') {
      throw unreadable(`'${name}' has a dateTime and a timeZone.`);
    }
    flag[name] = { dateTime: time.dateTime, timeZone: time.timeZone };
  }
  // Exchange wants a start with every due date.
  if (flag.dueDateTime && !flag.startDateTime) {
    throw badRequest('A due date needs a start date.', 'ErrorInvalidArgument');
  }
  return flag;
}

/** An enumeration's member in the declared case; services read any case. */
function readWord<Word extends string>(value: unknown, words: readonly Word[]): Word | undefined {
  if (value === undefined || value === null) return undefined;
  const found = words.find((word) => word.toLowerCase() === String(value).toLowerCase());
  if (!found) throw unreadable(`'${String(value)}' is not one of ${words.join(', ')}.`);
  return found;
}
