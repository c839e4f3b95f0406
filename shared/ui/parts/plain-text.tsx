import { linkTarget } from './link-target.ts';

/** Links are elements, and a mail of a hundred thousand of them would stop the page. */
const MOST_LINKS = 1000;
const LINK = /\bhttps?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}]/g;

/** Text as it was typed; addresses in it can be followed, and nothing else in it does anything. */
export function PlainText({ text }: { text: string }) {
  return (
    <p class="plain" dir="auto">
      {piecesOf(text).map(({ at, text: piece, isLink }) => {
        const target = isLink ? linkTarget(piece) : undefined;
        if (target === undefined) return piece;
        return (
          <a
            key={at}
            href={target}
            target="_blank"
            rel="noopener noreferrer nofollow"
            title={target}
          >
            {piece}
          </a>
        );
      })}
    </p>
  );
}

/**
 * The text in order, cut where a web address begins and ends; nothing is lost or added. After very
 * many addresses the rest is one piece.
 */
export function piecesOf(text: string): { at: number; text: string; isLink: boolean }[] {
  const pieces: { at: number; text: string; isLink: boolean }[] = [];
  let end = 0;
  let links = 0;
  for (const match of text.matchAll(LINK)) {
    if (match.index > end) {
      pieces.push({ at: end, text: text.slice(end, match.index), isLink: false });
    }
    pieces.push({ at: match.index, text: match[0], isLink: true });
    end = match.index + match[0].length;
    links += 1;
    if (links === MOST_LINKS) break;
  }
  if (end < text.length) pieces.push({ at: end, text: text.slice(end), isLink: false });
  return pieces;
}
