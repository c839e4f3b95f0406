import { Icon } from './icon.tsx';

/** `heard` is said before the word, where only the glyph shows it; with `isShort` all is only heard. */
export interface MarkWords {
  label: string;
  isShort?: boolean;
  heard?: string;
}

/** What became of a thing, as glyph and word. */
export function GoneMark(props: MarkWords) {
  return (
    <span class="mark gone">
      <i>
        <Icon name="gone" />
      </i>
      <MarkWord {...props} />
    </span>
  );
}

export function MovedMark(props: MarkWords) {
  return (
    <span class="mark moved" title={props.label}>
      <i>
        <Icon name="moved" />
      </i>
      <MarkWord {...props} />
    </span>
  );
}

export function MarkWord({ label, isShort, heard }: MarkWords) {
  return (
    <span class={isShort ? 'heard' : undefined}>
      {heard && <span class="heard">{heard} </span>}
      {label}
    </span>
  );
}
