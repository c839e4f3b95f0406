import { toBase64 } from '../base64.ts';
import { type Random, seededGuid, seededRandom } from '../seed/random.ts';
import type { ChatPerson } from './people.ts';

/** Ids as Teams builds them. Sources: recorded answers of 2026 and learn.microsoft.com/graph/api/chat-list. */
export class ChatIds {
  readonly #random: Random;
  #hosted = 0;

  constructor(seed: number) {
    this.#random = seededRandom(seed, 'chat-ids');
  }

  guid(): string {
    return seededGuid(this.#random);
  }

  group(): string {
    return `19:${this.guid().replace(/-/g, '')}@thread.v2`;
  }

  meeting(): string {
    return `19:meeting_${toBase64(new TextEncoder().encode(this.guid()))}@thread.v2`;
  }

  /** The order of the two is not fixed. */
  oneOnOne(a: ChatPerson, b: ChatPerson): string {
    const ids = this.#random() < 0.5 ? [a.id, b.id] : [b.id, a.id];
    const isFederated = a.tenantId !== b.tenantId;
    return `19:${ids.join('_')}@${isFederated ? 'fed.' : ''}unq.gbl.spaces`;
  }

  /** Of a picture: where the client's own service keeps it. */
  hosted(): string {
    this.#hosted += 1;
    const object = `0-sim-d${String(this.#hosted).padStart(4, '0')}-${this.guid().replace(/-/g, '')}`;
    const text = `id=x_${object},type=1,url=https://eu-api.asm.skype.com/v1/objects/${object}/views/imgo`;
    return toBase64(new TextEncoder().encode(text));
  }
}

export function memberId(tenantId: string, chatId: string, userId: string): string {
  return toBase64(new TextEncoder().encode(`0##0##${tenantId}##${chatId}##${userId}`));
}
