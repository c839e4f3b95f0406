import type { ListRow } from '../wire.ts';
import { type ListQuestion, ListRows } from './list-rows.ts';
import { make, type Page, timeText } from './page.ts';
import { type RowPresses, rowChildren, rowLabel } from './row.ts';
import { GROUP_HEIGHT, ROW_HEIGHTS } from './style.ts';

/** Rows kept beyond what is seen, in both directions. */
const BEYOND = 4;
const DOUBLE_CLICK_MS = 500;
const NO_CLICK = { key: '', at: Number.NEGATIVE_INFINITY };

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
  readonly #rows: ListRows;
  #frame = 0;
  /** The mouse is down in the list: a click ends on what it began on, or is none. */
  #isPressed = false;
  #lastClick = NO_CLICK;

  constructor(page: Page, presses: ListPresses) {
    this.#page = page;
    this.#presses = presses;
    this.#rows = new ListRows(page.server);
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
    // What was clicked in between makes of two clicks on a row two single ones.
    const forget = ({ target }: Event) => {
      if (!(target instanceof Node && this.element.contains(target))) this.#lastClick = NO_CLICK;
    };
    document.addEventListener('click', forget, { capture: true });
    const press = (isPressed: boolean) => {
      this.#isPressed = isPressed;
    };
    this.element.addEventListener('pointerdown', () => press(true), { capture: true });
    // The click comes after the button is up, where there is one.
    addEventListener('click', () => press(false), { capture: true });
    const release = () => setTimeout(() => press(false));
    addEventListener('pointerup', release, { capture: true });
    addEventListener('pointercancel', release, { capture: true });
  }

  get total(): number {
    return this.#rows.total;
  }

  /** Shows another list, from its beginning. */
  async show(question: ListQuestion): Promise<void> {
    this.#rows.question = question;
    this.chosen.clear();
    this.opened = undefined;
    this.#scroller.scrollTop = 0;
    await this.reload();
  }

  /** Asks again for what is seen; what was chosen stays so. */
  async reload(): Promise<void> {
    if (!(await this.#rows.load(this.#range()[0]))) return;
    for (const key of this.chosen.keys()) {
      const row = this.#rows.byKey(key);
      if (row) this.chosen.set(key, row);
    }
    this.draw(true);
  }

  /** The row of a conversation or a message, if it is among those loaded. */
  find(id: string): ListRow | undefined {
    return this.#rows.byId(id);
  }

  /** The row `step` below the opened one. */
  beside(step: number): ListRow | undefined {
    return this.#rows.beside(this.opened, step);
  }

  /** `anew`: makes the rows' children again, as when React does. */
  draw(anew: boolean): void {
    const { words } = this.#page;
    const [first, end] = this.#range();
    this.#box.style.height = `${this.#top(this.total)}px`;
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
      this.#fill(element, at, anew && !this.#isPressed);
    }
    this.#rows.want(first, end, () => this.#later());
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
    const headers = this.#rows.groups.filter(
      ({ first }) => first <= at && first < this.total,
    ).length;
    return at * this.#height + headers * GROUP_HEIGHT;
  }

  /** Numbers of the rows to be drawn: from, and below which. */
  #range(): [number, number] {
    const { scrollTop, clientHeight } = this.#scroller;
    const above = Math.floor((scrollTop - this.#rows.groups.length * GROUP_HEIGHT) / this.#height);
    const first = Math.max(0, above - BEYOND);
    const count = Math.ceil(clientHeight / this.#height) + this.#rows.groups.length + 2 * BEYOND;
    return [Math.min(first, this.total), Math.min(this.total, first + count)];
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
    // The first click draws the row's children anew, so no browser would tell of a double one.
    row.addEventListener('click', (event) => {
      const found = this.#rows.byKey(row.id);
      if (!found) return;
      const { key, at } = this.#lastClick;
      const isSecond = key === found.key && event.timeStamp - at < DOUBLE_CLICK_MS;
      this.#lastClick = { key: found.key, at: event.timeStamp };
      if (isSecond) this.#presses.popOut(found);
      else this.#presses.open(found, event);
    });
    return row;
  }

  #fill(element: HTMLElement, at: number, anew: boolean): void {
    const { names, settings } = this.#page;
    const row = this.#rows.at(at);
    const isCompact = settings.rows === 'compact';
    const looks = ['row', isCompact && 'compact', row?.isUnread && 'unread'];
    const classes = looks.flatMap((name) => (name ? names.of(name) : []));
    set(element, 'class', classes.join(' '));
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
    if (!isOther && !anew) return;
    set(element, 'aria-label', rowLabel(this.#page, row, timeText(this.#page, row.time)));
    // A person's focus inside a row is not taken away.
    const isBusy = element.contains(document.activeElement) && element !== document.activeElement;
    if (isBusy && !isOther) return;
    const isSearch = this.#rows.question?.query !== undefined;
    element.replaceChildren(...rowChildren(this.#page, row, { isChosen, isSearch }, this.#presses));
  }

  #headers(first: number, end: number): HTMLElement[] {
    const { names, words } = this.#page;
    return this.#rows.groups
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
}

function set(element: HTMLElement, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
