import type { ListAnswer, ListRequest, ListRow } from '../wire.ts';
import { make, type Page, timeText } from './page.ts';
import { type RowPresses, rowChildren, rowLabel } from './row.ts';
import { GROUP_HEIGHT, ROW_HEIGHTS } from './style.ts';

const WINDOW = 50;
/** Rows kept beyond what is seen, in both directions. */
const BEYOND = 4;
const DOUBLE_CLICK_MS = 500;

export interface ListPresses extends RowPresses {
  open(row: ListRow, event: MouseEvent): void;
  popOut(row: ListRow): void;
}

/**
 * A virtual list: a few rows, recycled while it scrolls, asked for in windows. It measures its rows
 * and says in `data-flicker` when one has not the height it was given; whatever somebody else put
 * into it is gone at the next drawing.
 */
export class MailList {
  readonly element: HTMLElement;
  /** Chosen rows by key. */
  readonly chosen = new Map<string, ListRow>();
  /** Key of the row whose conversation is open. */
  opened: string | undefined;
  readonly #page: Page;
  readonly #presses: ListPresses;
  readonly #scroller: HTMLElement;
  readonly #box: HTMLElement;
  readonly #pool: HTMLElement[] = [];
  #request: Omit<ListRequest, 'first' | 'count'> | undefined;
  #rows = new Map<number, ListRow>();
  #asked = new Set<number>();
  #groups: ListAnswer['groups'] = [];
  #total = 0;
  #round = 0;
  #frame = 0;

  constructor(page: Page, presses: ListPresses) {
    this.#page = page;
    this.#presses = presses;
    const { names, words } = page;
    this.#box = make('div', {
      role: 'listbox',
      'aria-label': words.list,
      'aria-multiselectable': 'true',
      class: names.of('rows'),
    });
    this.#scroller = make('div', { class: `customScrollBar ${names.of('scroll')}` });
    this.#scroller.append(names.wrapped(this.#box, 'plain'));
    this.element = make('div', {
      id: 'MailList',
      'data-app-section': 'MessageList',
      'data-flicker': 'false',
    });
    this.element.append(names.wrapped(this.#scroller));
    this.#scroller.addEventListener('scroll', () => this.#later());
    new ResizeObserver(() => this.#later()).observe(this.#scroller);
  }

  get total(): number {
    return this.#total;
  }

  /** Shows another list, from its beginning. */
  async show(request: Omit<ListRequest, 'first' | 'count'>): Promise<void> {
    this.#request = request;
    this.chosen.clear();
    this.opened = undefined;
    this.#scroller.scrollTop = 0;
    await this.reload();
  }

  /** Asks again for what is seen; what was chosen stays so while it is there. */
  async reload(): Promise<void> {
    if (!this.#request) return;
    this.#round += 1;
    const round = this.#round;
    const first = Math.max(0, this.#range()[0]);
    const answer = await this.#ask(this.#request, Math.floor(first / WINDOW) * WINDOW, 2 * WINDOW);
    if (round !== this.#round) return;
    this.#rows = new Map(answer.rows.map((row, at) => [answer.first + at, row]));
    this.#asked = new Set([...this.#rows.keys()].map((at) => Math.floor(at / WINDOW)));
    this.#total = answer.total;
    this.#groups = answer.groups;
    this.draw(true);
  }

  /** The rows that are there, by key. */
  row(key: string): ListRow | undefined {
    return [...this.#rows.values()].find((row) => row.key === key);
  }

  /** The row of a conversation or a message, if it is among those loaded. */
  find(id: string): ListRow | undefined {
    return [...this.#rows.values()].find(
      (row) => row.conversationId === id || row.itemIds.includes(id),
    );
  }

  /** The row `step` below the opened one. */
  beside(step: number): ListRow | undefined {
    const at = [...this.#rows].find(([, { key }]) => key === this.opened)?.[0] ?? -1;
    return this.#rows.get(Math.max(0, at + step));
  }

  /** `anew`: makes the rows' children again, as when React does. */
  draw(anew: boolean): void {
    const { words } = this.#page;
    const [first, end] = this.#range();
    this.#box.style.height = `${this.#top(this.#total)}px`;
    this.#box.setAttribute(
      'aria-label',
      this.chosen.size === 0 ? `${words.list} ${words.noneSelected}` : words.list,
    );
    const size = Math.max(end - first, this.#pool.length);
    while (this.#pool.length < size) this.#pool.push(this.#newRow());
    const used = new Set<Node>();
    for (let at = first; at < end; at += 1) {
      const element = this.#pool[at % size];
      if (!element) continue;
      used.add(element);
      this.#fill(element, at, anew);
    }
    this.#want(first, end);
    for (const header of this.#headers(first, end)) used.add(header);
    for (const child of [...this.#box.childNodes]) if (!used.has(child)) child.remove();
    for (const child of used) if (child.parentNode !== this.#box) this.#box.append(child);
    this.measure();
  }

  /** A row that is not as high as it was made would make the real list flicker. */
  measure(): void {
    // Where the pane takes the list's place, there is nothing to measure.
    if (this.element.getClientRects().length === 0) return;
    const height = this.#height;
    const isOff = this.#pool.some(
      (row) => row.isConnected && (row.offsetHeight !== height || row.scrollHeight > height + 1),
    );
    if (isOff) this.element.setAttribute('data-flicker', 'true');
  }

  get #height(): number {
    return ROW_HEIGHTS[this.#page.settings.rows];
  }

  #top(at: number): number {
    const headers = this.#groups.filter(({ first }) => first <= at && first < this.#total).length;
    return at * this.#height + headers * GROUP_HEIGHT;
  }

  /** Numbers of the rows to be drawn: from, and below which. */
  #range(): [number, number] {
    const { scrollTop, clientHeight } = this.#scroller;
    const above = Math.floor((scrollTop - this.#groups.length * GROUP_HEIGHT) / this.#height);
    const first = Math.max(0, above - BEYOND);
    const count = Math.ceil(clientHeight / this.#height) + this.#groups.length + 2 * BEYOND;
    return [Math.min(first, this.#total), Math.min(this.#total, first + count)];
  }

  #later(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.draw(false);
    });
  }

  #newRow(): HTMLElement {
    const row = make('div', { role: 'option', 'data-focusable-row': 'true', tabindex: '-1' });
    const shown = () => this.row(row.id);
    // The first click draws the row's children anew, so no browser would tell of a double one.
    let last = { key: '', at: Number.NEGATIVE_INFINITY };
    row.addEventListener('click', (event) => {
      const found = shown();
      if (!found) return;
      const isSecond = last.key === found.key && event.timeStamp - last.at < DOUBLE_CLICK_MS;
      last = { key: found.key, at: event.timeStamp };
      if (isSecond) this.#presses.popOut(found);
      else this.#presses.open(found, event);
    });
    return row;
  }

  #fill(element: HTMLElement, at: number, anew: boolean): void {
    const { names, settings } = this.#page;
    const row = this.#rows.get(at);
    const isCompact = settings.rows === 'compact';
    const looks = ['row', isCompact && 'compact', row?.isUnread && 'unread'];
    set(
      element,
      'class',
      looks
        .map((name) => (name ? names.of(name) : ''))
        .join(' ')
        .trim(),
    );
    element.style.top = `${this.#top(at)}px`;
    if (!row) {
      for (const name of ['id', 'data-convid', 'aria-label']) element.removeAttribute(name);
      element.replaceChildren();
      return;
    }
    const isChosen = this.chosen.has(row.key);
    const isOther = element.id !== row.key;
    set(element, 'id', row.key);
    set(element, 'data-convid', row.conversationId);
    set(element, 'aria-selected', String(isChosen || this.opened === row.key));
    set(element, 'aria-label', rowLabel(this.#page, row, timeText(this.#page, row.time)));
    // A person's focus inside a row is not taken away.
    const isBusy = element.contains(document.activeElement) && element !== document.activeElement;
    if (!(isOther || (anew && !isBusy))) return;
    const isSearch = this.#request?.query !== undefined;
    element.replaceChildren(...rowChildren(this.#page, row, { isChosen, isSearch }, this.#presses));
  }

  #headers(first: number, end: number): HTMLElement[] {
    const { names, words } = this.#page;
    return this.#groups
      .filter((group) => group.first >= first && group.first < end)
      .map(({ name, first: at }) => {
        const known = this.#box.querySelector<HTMLElement>(`:scope > [data-group="${name}"]`);
        const header = known ?? make('button', { type: 'button', 'data-group': name });
        header.className = names.of('group');
        header.textContent = words[name];
        header.style.top = `${this.#top(at) - GROUP_HEIGHT}px`;
        return header;
      });
  }

  #want(first: number, end: number): void {
    const request = this.#request;
    if (!request) return;
    const round = this.#round;
    for (let window = Math.floor(first / WINDOW); window * WINDOW < end; window += 1) {
      if (this.#asked.has(window)) continue;
      this.#asked.add(window);
      this.#ask(request, window * WINDOW, WINDOW).then(
        (answer) => {
          if (round !== this.#round) return;
          for (const [at, row] of answer.rows.entries()) this.#rows.set(answer.first + at, row);
          this.#later();
        },
        // The list is asked for again with the next change.
        () => this.#asked.delete(window),
      );
    }
  }

  #ask(
    request: Omit<ListRequest, 'first' | 'count'>,
    first: number,
    count: number,
  ): Promise<ListAnswer> {
    return this.#page.server.ask('FindRows', { ...request, first, count });
  }
}

function set(element: HTMLElement, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
