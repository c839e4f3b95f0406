/** How Teams calls a person's kind. Source: Graph's v1.0 metadata, teamworkUserIdentityType. */
export type IdentityType =
  | 'aadUser'
  | 'anonymousGuest'
  | 'federatedUser'
  | 'personalMicrosoftAccountUser'
  | 'phoneUser';

export interface ChatPerson {
  /** A GUID in the directory. */
  id: string;
  /** Recorded answers leave it out of some messages; null stays null. */
  name: string | null;
  email: string | null;
  tenantId: string;
  identity: IdentityType;
}

/** A program that writes into chats. */
export interface ChatBot {
  id: string;
  name: string;
}

export type Sender = ChatPerson | ChatBot;

export function isBot(sender: Sender): sender is ChatBot {
  return !('identity' in sender);
}
