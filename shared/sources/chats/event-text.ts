import * as v from 'valibot';
import { senderOf } from './chat-meta.ts';
import { told } from './graph-chat.ts';

const Text = told(v.string());
const Detail = v.looseObject({
  '@odata.type': Text,
  initiator: told(v.unknown()),
  members: told(v.array(v.looseObject({ id: Text, displayName: Text }))),
  chatDisplayName: Text,
  channelDisplayName: Text,
  teamDisplayName: Text,
  callDuration: Text,
  callEventType: Text,
  callRecordingDisplayName: Text,
  teamsAppDisplayName: Text,
  conversationMemberRoles: told(v.array(v.unknown())),
});

/** Who somebody is, by id: events leave names out. */
export type NameOf = (id: string) => string | undefined;

const nobody: NameOf = () => undefined;

/** What the service tells of a chat, as a sentence. Kinds that are new are told by their name. */
export function eventText(detail: Record<string, unknown>, nameOf: NameOf = nobody): string {
  const told = v.parse(Detail, detail);
  const kind = (told['@odata.type'] ?? '').replace(/^#microsoft\.graph\.|EventMessageDetail$/g, '');
  const sender = senderOf(told.initiator);
  const by = sender === null ? '' : sender.name || nameOf(sender.id) || '';
  const names = (told.members ?? []).map(
    ({ id, displayName }) => displayName || nameOf(id ?? '') || '',
  );
  const people = names.filter((name) => name !== '').join(', ') || counted(names.length);
  const who = by === '' ? 'Somebody' : by;
  switch (kind) {
    case 'chatRenamed':
      return `${who} named the chat “${told.chatDisplayName ?? ''}”`;
    case 'membersAdded':
      return by === '' ? `${people} came in` : `${by} added ${people}`;
    case 'membersDeleted':
      return by === '' ? `${people} left` : `${by} removed ${people}`;
    case 'membersJoined':
      return `${people} joined`;
    case 'membersLeft':
      return `${people} left`;
    case 'callStarted':
      return `${told.callEventType === 'meeting' ? 'The meeting' : 'A call'} began`;
    case 'callEnded': {
      const long = durationOf(told.callDuration ?? '');
      const what = told.callEventType === 'meeting' ? 'The meeting' : 'The call';
      return long === '' ? `${what} ended` : `${what} ended after ${long}`;
    }
    case 'callRecording':
      return named('The call was recorded', told.callRecordingDisplayName);
    case 'callTranscript':
      return 'The call was written down';
    case 'conversationMemberRoleUpdated':
      return 'What somebody may do here was changed';
    case 'messagePinned':
      return `${who} pinned a message`;
    case 'messageUnpinned':
      return `${who} unpinned a message`;
    case 'teamsAppInstalled':
      return named('An app was added', told.teamsAppDisplayName);
    case 'teamsAppRemoved':
      return named('An app was removed', told.teamsAppDisplayName);
    case '':
      return 'Something happened here that Microsoft does not name';
    default:
      return named(kind.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase(), told.channelDisplayName);
  }
}

function counted(count: number): string {
  return count <= 1 ? 'somebody' : `${count} people`;
}

function named(what: string, name: string | null | undefined): string {
  return name ? `${what}: ${name}` : what;
}

/** "PT1H2M3S" as people say it. */
function durationOf(text: string): string {
  const [, hours = '', minutes = '', seconds = ''] =
    /^P(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)$/.exec(text) ?? [];
  const parts = [hours && `${hours} h`, minutes && `${minutes} min`].filter((part) => part !== '');
  return parts.length > 0 ? parts.join(' ') : seconds && `${seconds} s`;
}
