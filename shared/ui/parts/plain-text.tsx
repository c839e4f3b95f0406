const LINK = /\bhttps?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}]/g;

/** Text as it was typed; addresses in it can be followed, and nothing else in it does anything. */
export function PlainText({ text }: { text: string }) {
  return (
    <p class="plain" dir="auto">
      {piecesOf(text).map(({ at, text: piece, isLink }) =>
        isLink ? (
          <a key={at} href={piece} target="_blank" rel="noopener noreferrer nofollow" title={piece}>
            {piece}
          </a>
        ) : (
          piece
        ),
      )}
    </p>
  );
}

/** The text in order, cut where a web address begins and ends; nothing is lost or added. */
export function piecesOf(text: string): { at: number; text: string; isLink: boolean }[] {
  const pieces: { at: number; text: string; isLink: boolean }[] = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    if (match.index > end) {
      pieces.push({ at: end, text: text.slice(end, match.index), isLink: false });
    }
    pieces.push({ at: match.index, text: match[0], isLink: true });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ at: end, text: text.slice(end), isLink: false });
  return pieces;
}
