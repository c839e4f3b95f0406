import { useLocation } from 'preact-iso/router';

const KEY = 'at';

export interface MomentInAddress {
  /** Sequence of the snapshot that is looked at; null: now. */
  asOf: number | null;
  /** Looks at another moment on the same page; null: at now. */
  goTo(sequence: number | null): void;
  /** The same address at the moment that is looked at. */
  keep(url: string): string;
}

/**
 * The moment that is looked at. It stands in the address, so that it survives reload, back, forward
 * and links. Leaving now and coming back can be gone back to; steps within the past are one place.
 */
export function useMoment(): MomentInAddress {
  const { url, query, route } = useLocation();
  const asOf = /^\d+$/.test(query[KEY] ?? '') ? Number(query[KEY]) : null;
  return {
    asOf,
    goTo(sequence) {
      if (sequence !== asOf) route(withMoment(url, sequence), asOf !== null && sequence !== null);
    },
    keep: (to) => withMoment(to, asOf),
  };
}

/** The address of the same page at another moment; null: now. */
export function withMoment(url: string, sequence: number | null): string {
  const { pathname, searchParams, hash } = new URL(url, 'https://any.test');
  if (sequence === null) searchParams.delete(KEY);
  else searchParams.set(KEY, String(sequence));
  const query = searchParams.size > 0 ? `?${searchParams}` : '';
  return `${pathname}${query}${hash}`;
}
