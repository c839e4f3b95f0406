import './step-dialog.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { Task } from '../use-task.ts';
import { FaultNote } from './note.tsx';

/**
 * A dialog of several steps, or of one that takes a moment: it is there as long as it is shown, and
 * gives the focus back afterwards. Esc leaves it where `onLeave` says that one may.
 */
export function StepDialog(props: {
  title: string;
  onLeave: (() => void) | null;
  children: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const isOver = useRef(false);
  const title = useId();
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => {
      isOver.current = true;
      element?.close();
    };
  }, []);
  // A step that is gone takes the focus with it: the next one has it, in its field if there is one.
  useEffect(() => {
    const find = (what: string) => dialog.current?.querySelector<HTMLElement>(what);
    (find('input:not([hidden])') ?? find('h2'))?.focus();
  }, [props.title]);
  const stay = () => {
    if (isOver.current) return;
    if (props.onLeave) props.onLeave();
    else dialog.current?.showModal();
  };
  return (
    <dialog
      ref={dialog}
      class="steps-of-one"
      aria-labelledby={title}
      onCancel={(event) => {
        if (!props.onLeave) event.preventDefault();
      }}
      onClose={stay}
    >
      <h2 id={title} tabIndex={-1}>
        {props.title}
      </h2>
      {props.children}
    </dialog>
  );
}

/** One step: what is asked, the button that does it, and the one that leaves or goes back. */
export function Step(props: {
  task: Task;
  label: string;
  /** The button's words while it is at work. */
  busy: string;
  back: { label: string; run(): void } | null;
  children: ComponentChildren;
}) {
  const { task } = props;
  return (
    <form onSubmit={task.run}>
      {props.children}
      {task.fault && <FaultNote fault={task.fault} />}
      {task.isBusy && <progress aria-label={props.busy} />}
      <div class="line">
        <button
          type="submit"
          class="button primary"
          aria-disabled={task.isBusy}
          aria-busy={task.isBusy}
        >
          {task.isBusy ? props.busy : props.label}
        </button>
        {props.back && (
          <button
            type="button"
            class="button"
            aria-disabled={task.isBusy}
            onClick={() => {
              if (!task.isBusy) props.back?.run();
            }}
          >
            {props.back.label}
          </button>
        )}
      </div>
    </form>
  );
}
