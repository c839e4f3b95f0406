import type { ComponentChildren } from 'preact';
import { useId, useRef } from 'preact/hooks';

/** A button with a panel beside it: the browser's own popover, put under its button. */
export function Flyout(props: {
  label: ComponentChildren;
  name?: string;
  class: string;
  panelClass?: string;
  title?: string;
  children: ComponentChildren;
}) {
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const id = useId();
  const place = (event: Event) => {
    const box = button.current?.getBoundingClientRect();
    if (!box || !panel.current || !('newState' in event) || event.newState !== 'open') return;
    const isStart = box.left + box.right < innerWidth;
    const { style } = panel.current;
    style.top = `${box.bottom + 4}px`;
    style.left = isStart ? `${Math.max(8, box.left)}px` : 'auto';
    style.right = isStart ? 'auto' : `${Math.max(8, innerWidth - box.right)}px`;
    style.maxHeight = `${innerHeight - box.bottom - 12}px`;
  };
  const closeAfterChoice = (event: Event) => {
    if (event.target instanceof Element && event.target.closest('a, button')) {
      panel.current?.hidePopover();
    }
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class={props.class}
        popovertarget={id}
        aria-label={props.name}
        title={props.title ?? props.name}
      >
        {props.label}
      </button>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: closes after a choice inside, which has its own keys. */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the same. */}
      <div
        ref={panel}
        id={id}
        popover="auto"
        class={props.panelClass}
        onBeforeToggle={place}
        onClick={closeAfterChoice}
      >
        {props.children}
      </div>
    </>
  );
}
