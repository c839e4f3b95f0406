/** Packs by number, as the index counts them; a pack has no name until it is written. */
export class PackNames {
  readonly #hashes: (string | null)[] = [];

  get count(): number {
    return this.#hashes.length;
  }

  add(hash: string | null): number {
    return this.#hashes.push(hash) - 1;
  }

  /** Numbers by hash. */
  numbers(): Map<string, number> {
    const numbers = new Map<string, number>();
    for (const [number, hash] of this.#hashes.entries()) if (hash) numbers.set(hash, number);
    return numbers;
  }

  set(number: number, hash: string): void {
    this.#hashes[number] = hash;
  }

  get(number: number): string | null {
    return this.#hashes[number] ?? null;
  }
}
