import type { ComponentChildren } from 'preact';
import type { Marked } from '../../model/search.ts';

/** Text of a message, and only text; the words that were looked for are marked. */
export function MarkedText({ text, hits }: Marked) {
  const parts: ComponentChildren[] = [];
  let at = 0;
  for (const [from, to] of hits) {
    parts.push(text.slice(at, from), <mark key={from}>{text.slice(from, to)}</mark>);
    at = to;
  }
  return (
    <>
      {parts}
      {text.slice(at)}
    </>
  );
}
