import { useEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { useKeys } from '../keys.ts';
import { readSearched, searchFor, searchText } from '../searched.ts';
import { Icon } from './icon.tsx';

/** In the bar of every page: words lead to what was ever kept of them while they are typed. */
export function SearchField() {
  const { path, route } = useLocation();
  const input = useRef<HTMLInputElement>(null);
  useEffect(readSearched, [path]);
  useKeys(
    [
      {
        key: '/',
        label: 'Search everything ever kept',
        run: () => {
          input.current?.focus();
          input.current?.select();
        },
      },
    ],
    [],
  );
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && searchText.peek() !== '') searchFor('', route);
    else if (event.key === 'Escape') input.current?.blur();
    else if (event.key === 'Enter' || event.key === 'ArrowDown') {
      document.querySelector<HTMLElement>('#page [role=listbox]')?.focus();
    } else return;
    event.preventDefault();
  };
  return (
    <search class="find">
      <Icon name="search" />
      <input
        ref={input}
        type="search"
        aria-label="Search everything ever kept"
        aria-keyshortcuts="/"
        placeholder="Search everything ever kept"
        autoComplete="off"
        spellcheck={false}
        value={searchText.value}
        onInput={(event) => searchFor(event.currentTarget.value, route)}
        onKeyDown={press}
      />
      <span class="key" aria-hidden="true">
        /
      </span>
    </search>
  );
}
