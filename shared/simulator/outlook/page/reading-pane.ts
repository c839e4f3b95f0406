import type { OpenedConversation, OpenedMessage } from '../wire.ts';
import { composeForm } from './compose.ts';
import { icon } from './icons.ts';
import { foldedLetter, type LetterPresses, openLetter } from './letter.ts';
import { button, make, type Page } from './page.ts';
import { filled } from './words/words.ts';

export interface PanePresses extends LetterPresses {
  /** Whether the pane takes the list's place now, and a way back is needed. */
  needsBack(): boolean;
  back(): void;
}

/** The reading pane: empty, a conversation, a single message, or how many are selected. */
export class ReadingPane {
  /** undefined in a window of its own, which has no such landmark. */
  element: HTMLElement | undefined;
  readonly #page: Page;
  readonly #presses: PanePresses;
  #title: HTMLElement | undefined;
  #shown: { conversation: OpenedConversation; isItem: boolean } | undefined;
  #isComposing = false;
  #unfolded = new Set<string>();

  constructor(page: Page, presses: PanePresses) {
    this.#page = page;
    this.#presses = presses;
  }

  /** A new, empty landmark; what was shown is shown in it again. */
  mount(): HTMLElement {
    const { words, names } = this.#page;
    this.element?.remove();
    const element = make('div', {
      role: 'main',
      'aria-label': words.pane,
      class: `${names.of('card')} ${names.of('reading')}`,
    });
    this.element = element;
    this.#draw();
    return element;
  }

  get shown(): { conversation: OpenedConversation; isItem: boolean } | undefined {
    return this.#shown;
  }

  /** Makes all of it again, as after another theme was chosen. */
  draw(): void {
    const scrolled = this.element?.querySelector('#ReadingPaneContainerId')?.scrollTop ?? 0;
    this.#draw();
    const scroller = this.element?.querySelector('#ReadingPaneContainerId');
    if (scroller) scroller.scrollTop = scrolled;
  }

  /** A letter being written takes the pane until it is discarded or something is opened. */
  compose(): void {
    this.#shown = undefined;
    this.#isComposing = true;
    this.#draw();
  }

  clear(): void {
    this.#shown = undefined;
    this.#isComposing = false;
    this.#draw();
  }

  show(conversation: OpenedConversation, isItem: boolean): void {
    const isOther = this.#shown?.conversation.conversationId !== conversation.conversationId;
    const [newest] = conversation.messages;
    if (isOther || isItem) this.#unfolded = new Set();
    if (newest && this.#unfolded.size === 0) this.#unfolded.add(newest.id);
    this.#shown = { conversation, isItem };
    this.#isComposing = false;
    if (isOther || isItem) this.#draw();
    else this.draw();
  }

  showSelected(count: number): void {
    const { words, names } = this.#page;
    this.#shown = undefined;
    this.#isComposing = false;
    const text = make('div', { class: names.of('many') }, filled(words.selected, { n: count }));
    this.element?.replaceChildren(names.wrapped(text));
  }

  /** Makes the children of the header again; whatever somebody put there is gone. */
  drawTitle(): void {
    const { names, words } = this.#page;
    if (!this.#title || !this.#shown) return;
    const { subject } = this.#shown.conversation;
    const text = subject || words.noSubject;
    const back = () => this.#presses.back();
    this.#title.replaceChildren(
      ...(this.#presses.needsBack() ? [button(words.back, {}, back, icon('Back'))] : []),
      make(
        'div',
        { role: 'heading', 'aria-level': '3', title: text },
        make('span', { id: `${names.of('conversation')}_SUBJECT` }, text),
      ),
    );
  }

  /** What a window of its own shows instead of a pane. */
  standAlone(conversation: OpenedConversation, isItem: boolean): HTMLElement {
    this.#shown = { conversation, isItem };
    const [newest] = conversation.messages;
    this.#unfolded = new Set(newest ? [newest.id] : []);
    return this.#container(conversation, isItem);
  }

  #draw(): void {
    const { names } = this.#page;
    const { element } = this;
    this.#title = undefined;
    if (!element) return;
    if (this.#isComposing) {
      element.replaceChildren(names.wrapped(composeForm(this.#page, () => this.#presses.back())));
      return;
    }
    if (!this.#shown) {
      element.replaceChildren();
      return;
    }
    const { conversation, isItem } = this.#shown;
    const compose = make('div', { 'data-app-section': 'MailReadCompose' });
    compose.append(names.wrapped(this.#container(conversation, isItem), 'plain'));
    const scroller = make('div', { id: 'ReadingPaneContainerId', class: 'customScrollBar' });
    scroller.append(names.wrapped(compose, 'plain'));
    element.replaceChildren(names.wrapped(scroller));
  }

  #container(conversation: OpenedConversation, isItem: boolean): HTMLElement {
    const { names } = this.#page;
    this.#title = make('div', { class: names.of('title') });
    this.drawTitle();
    const messages = make('div', { role: 'list', class: names.of('messages') });
    messages.append(...conversation.messages.map((message) => this.#letter(message, messages)));
    const block = make('div', { 'data-app-section': isItem ? undefined : 'ConversationContainer' });
    block.append(this.#title, names.wrapped(messages, 'plain'));
    const id = isItem ? 'ItemReadingPaneContainer' : 'ConversationReadingPaneContainer';
    return make('div', { id }, names.wrapped(block, 'plain'));
  }

  #letter(message: OpenedMessage, list: HTMLElement): HTMLElement {
    const isOpen = this.#unfolded.has(message.id);
    if (isOpen) return openLetter(this.#page, message, this.#presses);
    const folded = foldedLetter(this.#page, message, () => {
      this.#unfolded.add(message.id);
      if (folded.parentNode === list) folded.replaceWith(this.#letter(message, list));
    });
    return folded;
  }
}
