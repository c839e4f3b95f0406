import type { PageRow } from '../anchors/rows.ts';
import type { Marks } from '../overlay-state.ts';

/**
 * The marks beside the rows of the list, on a layer over the page: nothing is put into a row, whose
 * height Outlook measures, and nothing over its edge, where Outlook marks what is unread. A blue bar: earlier states or gone parts are kept. A red notch at the
 * seam below a row: messages were here. The tabs say the same in words.
 */
export class RowMarks {
  readonly layer: HTMLElement;
  readonly #marks: HTMLElement[] = [];

  constructor(page: Document) {
    this.layer = page.createElement('div');
    this.layer.className = 'row-marks';
    this.layer.ariaHidden = 'true';
  }

  /** Measures the rows and moves the marks beside them; at most once a frame. */
  draw(list: Element | null, rows: readonly PageRow[], marks: Marks, isRightToLeft: boolean): void {
    let used = 0;
    if (list?.isConnected && marks.bars.size + marks.seams.size > 0) {
      const frame = list.getBoundingClientRect();
      for (const { element, conversation } of rows) {
        const hasBar = marks.bars.has(conversation);
        const hasSeam = marks.seams.has(conversation);
        if (!hasBar && !hasSeam) continue;
        const { left, right, top, bottom, height } = element.getBoundingClientRect();
        if (height < 16) continue;
        const x = Math.round(isRightToLeft ? right : left);
        if (hasBar && top >= frame.top - 1 && bottom <= frame.bottom + 1) {
          place(this.#mark(used++), 'bar', x, top + 8, height - 16, isRightToLeft);
        }
        if (hasSeam && bottom >= frame.top && bottom <= frame.bottom) {
          place(this.#mark(used++), 'seam', x, bottom - 4.5, 9, isRightToLeft);
        }
      }
    }
    for (const mark of this.#marks.slice(used)) mark.hidden = true;
  }

  #mark(at: number): HTMLElement {
    const known = this.#marks[at];
    if (known) return known;
    const mark = this.layer.ownerDocument.createElement('i');
    this.#marks.push(mark);
    this.layer.append(mark);
    return mark;
  }
}

function place(
  mark: HTMLElement,
  kind: string,
  x: number,
  top: number,
  height: number,
  isRightToLeft: boolean,
): void {
  if (mark.className !== kind) mark.className = kind;
  mark.hidden = false;
  const width = kind === 'bar' ? 4 : 9;
  const beside = isRightToLeft ? Math.min(x + 2, innerWidth - width) : Math.max(0, x - width - 2);
  mark.style.transform = `translate(${beside}px, ${Math.round(top)}px)`;
  mark.style.height = `${Math.round(height)}px`;
}
