import type { ActionName, Actions } from '../wire.ts';

/** The service behind the page, for one account of the session. */
export class Server {
  readonly #account: number;

  constructor(account: number) {
    this.#account = account;
  }

  /** Throws what the service says when it refuses. */
  async ask<Name extends ActionName>(
    action: Name,
    asked: Actions[Name]['asks'],
  ): Promise<Actions[Name]['answers']> {
    const url = `/owa/${this.#account}/service.svc?action=${action}&app=Mail`;
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json; charset=utf-8', Action: action },
      body: JSON.stringify(asked),
    }).catch(() => {
      throw new Refused(action, 0);
    });
    if (!response.ok) throw new Refused(action, response.status);
    // Both ends are built from the same types.
    return (await response.json()) as Actions[Name]['answers'];
  }
}

export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(
    action: string,
    /** 0: there was no answer. */
    readonly status: number,
  ) {
    super(`${action} was answered with ${status}`);
  }
}
