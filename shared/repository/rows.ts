const ROWS_IN_BLOCK = 8_192;

/**
 * A table of 32-bit numbers that grows without copying: a million rows as objects would take ten
 * times the memory, and an array that doubles would hold both copies for a moment.
 */
export class Rows {
  readonly #width: number;
  readonly #blocks: Uint32Array[] = [];
  #count = 0;

  constructor(width: number) {
    this.#width = width;
  }

  get count(): number {
    return this.#count;
  }

  /** The new row's number. */
  add(values: ArrayLike<number>): number {
    const row = this.#count++;
    const at = (row % ROWS_IN_BLOCK) * this.#width;
    if (at === 0) this.#blocks.push(new Uint32Array(ROWS_IN_BLOCK * this.#width));
    this.#block(row).set(values, at);
    return row;
  }

  get(row: number, column: number): number {
    return this.#block(row)[(row % ROWS_IN_BLOCK) * this.#width + column] as number;
  }

  #block(row: number): Uint32Array {
    const block = this.#blocks[Math.floor(row / ROWS_IN_BLOCK)];
    if (block === undefined) throw new RangeError('no such row');
    return block;
  }
}
