const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LETTERS_AND_DIGITS = `${LETTERS}0123456789`;

/**
 * Class names as a build of Outlook has them, and wrappers without a name between those that have
 * one: other ones for each seed, so that no selector passes by luck.
 */
export class Names {
  readonly #random: () => number;
  readonly #classes = new Map<string, string>();

  constructor(seed: string) {
    this.#random = randomOf(seed);
  }

  /** The hashed name of what the style sheet calls `name`. */
  of(name: string): string {
    const known = this.#classes.get(name);
    if (known !== undefined) return known;
    const made = this.#hash();
    this.#classes.set(name, made);
    return made;
  }

  /** A style sheet with `.@@row` in it, for this load. */
  styled(css: string): string {
    return css.replace(/@@([\w-]+)/g, (_whole, name: string) => this.of(name));
  }

  /** `inner` within two to four anonymous boxes that fill what they are put into. */
  wrapped(inner: HTMLElement, kind: 'fill' | 'plain' = 'fill'): HTMLElement {
    const depth = 2 + Math.floor(this.#random() * 3);
    let outer = inner;
    for (let at = 0; at < depth; at += 1) {
      const box = document.createElement('div');
      box.className = `${this.of(kind)} ${this.#hash()}`;
      box.append(outer);
      outer = box;
    }
    return outer;
  }

  #hash(): string {
    const pick = (from: string) => from[Math.floor(this.#random() * from.length)] ?? 'a';
    return pick(LETTERS) + Array.from({ length: 4 }, () => pick(LETTERS_AND_DIGITS)).join('');
  }
}

function randomOf(seed: string): () => number {
  let state = 0x811c9dc5;
  for (const letter of seed) {
    state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
