import { Icon } from './icon.tsx';

/** What became of a thing, as glyph and word. With `isShort` the word is only heard. */
export function GoneMark(props: { label: string; isShort?: boolean }) {
  return (
    <span class="mark gone">
      <i>
        <Icon name="gone" />
      </i>
      <span class={props.isShort ? 'heard' : undefined}>{props.label}</span>
    </span>
  );
}

export function MovedMark(props: { label: string; isShort?: boolean }) {
  return (
    <span class="mark moved" title={props.label}>
      <i>
        <Icon name="moved" />
      </i>
      <span class={props.isShort ? 'heard' : undefined}>{props.label}</span>
    </span>
  );
}
