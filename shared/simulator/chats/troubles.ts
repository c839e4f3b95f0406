/**
 * How the service is known to misbehave; nothing of it happens unless a test asks for it.
 * Sources: github.com/microsoftgraph/microsoft-graph-docs-contrib issues 2588, 3319, 3421 and 8819;
 * learn.microsoft.com/graph/api/chat-list (25 chats with members).
 */
export interface ChatQuirks {
  /** From the second page on, a list hands out the same nextLink for ever. */
  repeatsNextLink: boolean;
  /** A list of messages ends with the page on which a deleted message is. */
  endsAtDeleted: boolean;
  /** Continuation tokens are refused with 400. */
  refusesTokens: boolean;
  /** `$orderby` is refused, as in the cloud of the US government. */
  refusesOrder: boolean;
  /** `Files.Read` reaches what others share; nobody has said whether it does. */
  plainReadReachesOthers: boolean;
  /** A channel's delta tells of new replies, and not of what becomes of a reply afterwards. */
  deltaOmitsReplies: boolean;
  /** A channel's delta forgets: its links are refused with 410. */
  forgetsDelta: boolean;
  /** Of a post with more than 1,000 replies the link to the others is left out. */
  losesReplies: boolean;
}

export const NO_CHAT_QUIRKS: ChatQuirks = {
  repeatsNextLink: false,
  endsAtDeleted: false,
  refusesTokens: false,
  refusesOrder: false,
  plainReadReachesOthers: false,
  deltaOmitsReplies: false,
  forgetsDelta: false,
  losesReplies: false,
};

export class ChatTroubles {
  readonly quirks: ChatQuirks = { ...NO_CHAT_QUIRKS };
  /** Status of the members' list, by chat: 403 and 502 are met with meetings. */
  readonly members = new Map<string, number>();
  /** Hosted contents that a member is refused, by id. */
  readonly refusedContents = new Set<string>();
  /** Status of the list of teams, or by a team's id of the list of its channels. */
  readonly teams = new Map<string, number>();

  clear(): void {
    Object.assign(this.quirks, NO_CHAT_QUIRKS);
    this.members.clear();
    this.refusedContents.clear();
    this.teams.clear();
  }
}
