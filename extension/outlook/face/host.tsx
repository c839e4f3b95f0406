import { render } from 'preact';
import tokens from '../../../shared/ui/tokens.css?inline';
import type { Theme } from '../anchors/theme.ts';
import type { FaceProps } from './face-props.ts';
import { keepKeys } from './keys.ts';
import sheet from './overlay.css?inline';
import { Overlay } from './overlay.tsx';
import { RowMarks } from './row-marks.ts';

/** What tells our element to a younger script of ours; the page may know it, too. */
const NAME = 'data-holdfast-overlay';
/** The page may be taking away what it doesn't know each time it draws: that is not fought over. */
const BACK_EVERY_MS = 1_000;

/** The one element of ours in the page, with everything else in its closed shadow. */
export class Host {
  readonly marks: RowMarks;
  readonly #element: HTMLElement;
  readonly #root: ShadowRoot;
  readonly #faces: HTMLElement;
  readonly #tokens = new CSSStyleSheet();
  readonly #keepsNoKeys: () => void;
  #theme: Theme | null = null;
  #putAtMs = Number.NEGATIVE_INFINITY;
  #returnTo: Element | null = null;

  constructor(close: () => void) {
    for (const left of document.querySelectorAll(`body > [${NAME}]`)) left.remove();
    this.#element = document.createElement('div');
    this.#element.setAttribute(NAME, '');
    this.#root = this.#element.attachShadow({ mode: 'closed', delegatesFocus: false });
    // The product's own tokens speak of a page; here they speak of the host.
    this.#tokens.replaceSync(tokens.replaceAll(':root', ':host'));
    const own = new CSSStyleSheet();
    own.replaceSync(sheet);
    this.#root.adoptedStyleSheets = [this.#tokens, own];
    this.marks = new RowMarks(document);
    this.#faces = document.createElement('div');
    this.#faces.className = 'faces';
    this.#root.append(this.marks.layer, this.#faces);
    this.#keepsNoKeys = keepKeys(this.#element, this.#root, close);
  }

  draw(props: FaceProps, theme: Theme): void {
    const { dir } = props.spots;
    if (this.#faces.dir !== dir) this.#faces.dir = dir;
    this.#setTheme(theme);
    const wasOpen = this.#faces.querySelector('.panel') !== null;
    const opens = props.state.panel !== null;
    if (opens && !wasOpen) this.#returnTo = this.#root.activeElement ?? document.activeElement;
    const hadFocus = this.#root.activeElement !== null;
    render(<Overlay {...props} />, this.#faces);
    if (!opens && wasOpen) this.#giveFocusBack();
    else if (hadFocus && this.#root.activeElement === null) this.#keepFocus();
    this.#putBack();
  }

  /** Leaves the page as if it had never been here. */
  remove(): void {
    render(null, this.#faces);
    this.#keepsNoKeys();
    this.#element.remove();
  }

  #putBack(): void {
    if (this.#element.isConnected && this.#element.parentElement === document.body) return;
    if (performance.now() - this.#putAtMs < BACK_EVERY_MS) return;
    this.#putAtMs = performance.now();
    document.body.append(this.#element);
  }

  #setTheme(theme: Theme): void {
    if (this.#theme === theme) return;
    this.#theme = theme;
    for (const rule of this.#tokens.cssRules) {
      if (rule instanceof CSSMediaRule && rule.media.mediaText.includes('color-scheme')) {
        this.#darkRule = rule;
      }
    }
    if (this.#darkRule) this.#darkRule.media.mediaText = theme === 'dark' ? 'all' : 'not all';
    this.#faces.style.colorScheme = theme;
    this.#faces.dataset.theme = theme;
  }

  #darkRule: CSSMediaRule | null = null;

  /** A button that is used up leaves no focus: the next key would be Outlook's. */
  #keepFocus(): void {
    const next = this.#faces.querySelector<HTMLElement>('.panel h2, .notice button, .corner');
    next?.focus();
  }

  /** To what opened the panel; that may have been drawn anew since. */
  #giveFocusBack(): void {
    const { activeElement } = document;
    const isFree = activeElement === null || activeElement === document.body;
    if (!isFree && activeElement !== this.#element) return;
    const to = this.#returnTo;
    if (to instanceof HTMLElement && to.isConnected) to.focus();
  }
}
