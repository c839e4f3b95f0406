import type { HTMLAttributes, Ref } from 'preact';

interface GridPartProps extends HTMLAttributes<HTMLDivElement> {
  as: 'grid' | 'rowgroup' | 'row' | 'columnheader' | 'gridcell';
  place?: Ref<HTMLDivElement>;
  [data: `data-${string}`]: string | number | undefined;
}

/**
 * A part of a table whose rows are drawn where they are in sight: the browser's own table can't leave
 * out rows, and loses its meaning when it is laid out in another way. The focus stays on the grid.
 */
export function GridPart({ as, place, ...rest }: GridPartProps) {
  return <div role={as} {...(place && { ref: place })} {...rest} />;
}
