import arrowUndo16Regular from '@fluentui/svg-icons/icons/arrow_undo_16_regular.svg?raw';
import chevronDown16Regular from '@fluentui/svg-icons/icons/chevron_down_16_regular.svg?raw';
import dismiss16Regular from '@fluentui/svg-icons/icons/dismiss_16_regular.svg?raw';
import open16Regular from '@fluentui/svg-icons/icons/open_16_regular.svg?raw';
import subtract12Regular from '@fluentui/svg-icons/icons/subtract_12_regular.svg?raw';

/** Fluent System Icons (MIT), only those used. */
const RAW = {
  dismiss: dismiss16Regular,
  fold: chevronDown16Regular,
  gone: subtract12Regular,
  open: open16Regular,
  undo: arrowUndo16Regular,
} as const;

/** Decoration beside words: hidden from those who listen, who have the words. */
export function Icon({ name }: { name: keyof typeof RAW }) {
  const raw = RAW[name];
  const size = Number(/width="(\d+)"/.exec(raw)?.[1] ?? 16);
  const paths = [...raw.matchAll(/<path[^>]* d="([^"]+)"/g)].flatMap((match) => match[1] ?? []);
  return (
    <svg aria-hidden="true" width={size} height={size} viewBox={`0 0 ${size} ${size}`}>
      {paths.map((path) => (
        <path key={path} d={path} />
      ))}
    </svg>
  );
}

/** The mark of the product: two posts and the rope made fast between them. */
export function Mark({ size }: { size: number }) {
  return (
    <svg aria-hidden="true" class="brand" width={size} height={size} viewBox="0 0 24 24">
      <path stroke-width="3.4" d="M5 4v16M19 4v16" />
      <path stroke-width="2.2" d="M5 8.5c2 7.5 12 7.5 14 0" />
    </svg>
  );
}

export function GoneMark() {
  return (
    <span class="mark">
      <Icon name="gone" />
    </span>
  );
}
