import { useId, useRef } from 'preact/hooks';

/** Asks for a file's own password. It goes to the reader of the file and nowhere else. */
export function PasswordForm(props: { isWrong: boolean; onGive(password: string): void }) {
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  return (
    <form
      class="asks"
      onSubmit={(event) => {
        event.preventDefault();
        if (field.current?.value) props.onGive(field.current.value);
      }}
    >
      <p class="strong">This file has a password of its own.</p>
      <p class="quiet">It was set by whoever made the file; Holdfast doesn’t know it or keep it.</p>
      <label for={id}>Password of the file</label>
      <span class="line">
        <input
          ref={field}
          id={id}
          class="field"
          type="password"
          autocomplete="off"
          aria-invalid={props.isWrong}
          aria-describedby={props.isWrong ? `${id}-wrong` : undefined}
        />
        <button type="submit" class="button">
          Open
        </button>
      </span>
      {props.isWrong && (
        <p id={`${id}-wrong`} class="refused" role="alert">
          That is not its password.
        </p>
      )}
    </form>
  );
}
