import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

/**
 * A question over the page. The title asks, the buttons answer; Esc and the last button leave
 * everything as it is. The browser keeps the focus inside and gives it back afterwards.
 */
export function Dialog(props: {
  title: string;
  onClose(): void;
  children: ComponentChildren;
  /** Words and act of the answer that does something; none for a dialog that only tells. */
  answer?: { label: string; run(): void };
  leave: string;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby={title} onClose={props.onClose}>
      <form method="dialog">
        <h2 id={title}>{props.title}</h2>
        {props.children}
        <div class="line">
          {props.answer && (
            <button type="submit" class="button primary" onClick={props.answer.run}>
              {props.answer.label}
            </button>
          )}
          <button type="submit" class="button">
            {props.leave}
          </button>
        </div>
      </form>
    </dialog>
  );
}
