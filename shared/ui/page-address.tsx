import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useMemo, useState } from 'preact/hooks';
import { LocationProvider } from 'preact-iso/router';

/**
 * Where the place within the application stands in the address. A server answers every path with
 * the page; an extension has files only, and there it stands behind the `#`.
 */
export type AddressStyle = 'path' | 'fragment';

/** What `useLocation` tells, in both styles the same. */
export function PageAddress(props: { style: AddressStyle; children: ComponentChildren }) {
  return props.style === 'path' ? (
    <LocationProvider>{props.children}</LocationProvider>
  ) : (
    <FragmentAddress>{props.children}</FragmentAddress>
  );
}

function FragmentAddress({ children }: { children: ComponentChildren }) {
  const [place, setPlace] = useState({ url: readPlace(), wasPush: false });
  useLayoutEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    const moved = () => setPlace({ url: readPlace(), wasPush: false });
    addEventListener('popstate', moved, { signal });
    addEventListener('hashchange', moved, { signal });
    addEventListener('click', (event) => follow(event, go), { signal });
    return () => stop.abort();
  }, []);

  function go(url: string, replace = false): void {
    const address = `#${url}`;
    if (replace) history.replaceState(null, '', address);
    else history.pushState(null, '', address);
    setPlace({ url, wasPush: !replace });
  }

  const value = useMemo(() => {
    const { pathname, searchParams } = new URL(place.url, location.origin);
    return {
      url: place.url,
      path: pathname.replace(/\/+$/, '') || '/',
      query: Object.fromEntries(searchParams),
      route: go,
      back: () => history.back(),
      forward: () => history.forward(),
      wasPush: place.wasPush,
    };
  }, [place]);
  return <LocationProvider.ctx.Provider value={value}>{children}</LocationProvider.ctx.Provider>;
}

/** What is no place of ours (`#page`, where a skip link goes) leaves the place as it is. */
function readPlace(): string {
  return location.hash.startsWith('#/') ? location.hash.slice(1) : '/';
}

/** A link to a place goes there; in another tab, when that is what was pressed. */
function follow(event: MouseEvent, go: (url: string) => void): void {
  const link = event.composedPath().find((part) => part instanceof HTMLAnchorElement);
  const place = link?.getAttribute('href');
  if (!link || !place?.startsWith('/') || link.hasAttribute('download')) return;
  event.preventDefault();
  const isElsewhere = event.ctrlKey || event.metaKey || event.shiftKey || link.target === '_blank';
  if (isElsewhere) window.open(`${location.pathname}#${place}`, '_blank');
  else go(place);
}
