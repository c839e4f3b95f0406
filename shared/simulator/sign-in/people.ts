import type { Account } from '../profile.ts';
import type { AccessTokens } from './access-tokens.ts';

/** Somebody with an account, and the tokens that open their mailbox. */
export interface Person {
  account: Account;
  tokens: AccessTokens;
}

/** Everybody who can sign in; the first is the one whose account the pages name. */
export class People {
  constructor(readonly all: readonly [Person, ...Person[]]) {}

  get first(): Person {
    return this.all[0];
  }

  /** By the address they type, whatever its case. */
  named(username: string | null): Person | undefined {
    const wanted = username?.trim().toLowerCase();
    return this.all.find(({ account }) => account.username.toLowerCase() === wanted);
  }

  withId(id: string): Person {
    const person = this.all.find(({ account }) => account.id === id);
    if (!person) throw new Error('The simulator handed something out to nobody.');
    return person;
  }
}
