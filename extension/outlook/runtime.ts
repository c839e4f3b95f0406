import * as v from 'valibot';
import {
  ANSWERS,
  type AnswerTo,
  type Ask,
  type AskOf,
  type Place,
  type Tell,
  TellSchema,
  type Where,
} from './protocol.ts';

type Listener = (
  message: unknown,
  sender: { id?: string },
  answer: (value: unknown) => void,
) => void;

/** The little of the browser's extension interface that a content script needs. */
interface Runtime {
  /** Gone when the extension was disabled, updated or removed under the page. */
  readonly id?: string;
  sendMessage(message: unknown): Promise<unknown>;
  onMessage: {
    addListener(told: Listener): void;
    removeListener(told: Listener): void;
  };
}

const NOT_NOW = { trouble: 'Holdfast does not answer. Try again in a moment.' };

/** The one channel of the overlay: to our own background. What comes back is parsed. */
export class Background {
  readonly #runtime: Runtime | undefined;

  constructor() {
    this.#runtime = (globalThis as { chrome?: { runtime?: Runtime } }).chrome?.runtime;
  }

  /** False once the extension this script came from is no more. */
  get isThere(): boolean {
    return this.#runtime?.id !== undefined;
  }

  /** Never rejects: what can't be answered is a sentence. */
  async ask<Kind extends Ask['ask']>(ask: AskOf<Kind>): Promise<AnswerTo<Kind>> {
    const answer: unknown = await this.#send(ask);
    const parsed = v.safeParse(ANSWERS[ask.ask], answer);
    return (parsed.success ? parsed.output : NOT_NOW) as AnswerTo<Kind>;
  }

  async #send(ask: Ask): Promise<unknown> {
    try {
      return this.isThere ? await this.#runtime?.sendMessage(ask) : undefined;
    } catch {
      // The background was not there to answer: its worker is being replaced, or it is gone.
      return undefined;
    }
  }

  /** Calls `told` for each tell, and answers where this is; returns the end of it. */
  listen(told: (tell: Tell) => void, where: () => Place | null): () => void {
    const take: Listener = (message, sender, answer) => {
      if (sender.id !== this.#runtime?.id) return;
      const parsed = v.safeParse(TellSchema, message);
      if (!parsed.success) return;
      if (parsed.output.tell === 'where') answer({ where: where() } satisfies Where);
      else told(parsed.output);
    };
    this.#runtime?.onMessage.addListener(take);
    return () => this.#runtime?.onMessage.removeListener(take);
  }
}
