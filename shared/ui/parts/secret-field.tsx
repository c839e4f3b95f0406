import './secret-field.css';
import { useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';

const AS_TEXT = { type: 'text' } as const;
const AS_DOTS = { type: 'password' } as const;

/**
 * A field for what nobody else should read. It is hidden until one asks to see it, tells of Caps
 * Lock, and is known to password managers by `autocomplete`.
 */
export function SecretField(props: {
  label: string;
  value: string;
  onInput(value: string): void;
  autocomplete: 'current-password' | 'new-password';
  /** Said under the field at all times. */
  remark?: string;
  /** What is wrong with it; the focus comes back to the field with it. */
  refused?: string | null;
  /** The cursor is here when the field appears. */
  isFirst?: boolean;
}) {
  const isShown = useSignal(false);
  const isCapital = useSignal(false);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const noteCapsLock = (event: KeyboardEvent) => {
    isCapital.value = event.getModifierState('CapsLock');
  };
  useFocus(input, props.isFirst ?? false, props.refused ?? null);
  return (
    <div class="secret">
      <label for={id}>{props.label}</label>
      <div class="with-button">
        <input
          ref={input}
          id={id}
          {...(isShown.value ? AS_TEXT : AS_DOTS)}
          autocomplete={props.autocomplete}
          autocapitalize="off"
          spellcheck={false}
          value={props.value}
          aria-invalid={props.refused ? true : undefined}
          aria-describedby={`${id}-remark`}
          onInput={(event) => props.onInput(event.currentTarget.value)}
          onKeyDown={noteCapsLock}
          onKeyUp={noteCapsLock}
          onBlur={() => {
            isCapital.value = false;
          }}
        />
        <button
          type="button"
          class="button plain small"
          aria-pressed={isShown.value}
          aria-label={`Show: ${props.label}`}
          onClick={() => {
            isShown.value = !isShown.value;
            input.current?.focus();
          }}
        >
          {isShown.value ? 'Hide' : 'Show'}
        </button>
      </div>
      <FieldRemarks
        id={`${id}-remark`}
        remark={isCapital.value ? 'Caps Lock is on.' : props.remark}
        refused={props.refused ?? null}
      />
    </div>
  );
}

/** For a recovery code or a part of it: seen while it is typed from paper. */
export function CodeField(props: {
  label: string;
  value: string;
  onInput(value: string): void;
  placeholder: string;
  remark?: string;
  refused: string | null;
  isFirst?: boolean;
}) {
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  useFocus(input, props.isFirst ?? false, props.refused);
  return (
    <div class="secret">
      <label for={id}>{props.label}</label>
      <input
        ref={input}
        id={id}
        class="code"
        type="text"
        autocomplete="off"
        autocapitalize="characters"
        spellcheck={false}
        placeholder={props.placeholder}
        value={props.value}
        aria-invalid={props.refused ? true : undefined}
        aria-describedby={`${id}-remark`}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
      <FieldRemarks id={`${id}-remark`} remark={props.remark} refused={props.refused} />
    </div>
  );
}

/** Both are read out when they change: whoever listens learns why nothing happened. */
function FieldRemarks(props: { id: string; remark: string | undefined; refused: string | null }) {
  return (
    <div id={props.id} role="status">
      {props.refused && <p class="refused">{props.refused}</p>}
      {props.remark && <p class="caption">{props.remark}</p>}
    </div>
  );
}

/** What a password manager keeps a passphrase under; nobody sees it. */
export function ManagerName() {
  return (
    <input
      type="text"
      name="username"
      autocomplete="username"
      value="Holdfast copy"
      readOnly
      hidden
      tabIndex={-1}
    />
  );
}

function useFocus(
  input: { current: HTMLInputElement | null },
  isFirst: boolean,
  refused: string | null,
): void {
  useEffect(() => {
    if (isFirst) input.current?.focus();
  }, []);
  useEffect(() => {
    if (!refused || !isFirst) return;
    input.current?.focus();
    input.current?.select();
  }, [refused]);
}
