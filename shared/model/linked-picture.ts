/** What a picture in a message is that lies with another service, by its markup. */
export interface LinkedPicture {
  src: string;
  alt: string;
  /** As Teams marks what was not pasted but chosen from its shelves. */
  itemType: string;
}

/**
 * "GIF: a cat", "Sticker", "A map", "Picture": what it is and what it says it shows. Teams' own words around
 * that ("a cat (GIF Image)") are left out.
 */
export function nameLinkedPicture({ src, alt, itemType }: LinkedPicture): string {
  const kind = kindOf(src, alt, itemType);
  const words = alt
    .replace(/\s*\((?:gif image|sticker|image)\)\s*$/i, '')
    .trim()
    .replace(/^(?:image|picture|gif|sticker)$/i, '');
  if (words === '') return kind;
  return kind === 'Picture' ? words : `${kind}: ${words}`;
}

/** Source: the item types Teams' web client writes, http://schema.skype.com/Giphy and others. */
function kindOf(src: string, alt: string, itemType: string): string {
  if (/sticker/i.test(itemType) || /^sticker$|\(sticker\)$/i.test(alt.trim())) return 'Sticker';
  if (/giphy|\/gif/i.test(itemType) || /^gif$|\(gif image\)$/i.test(alt.trim())) return 'GIF';
  if (!URL.canParse(src)) return 'Picture';
  const { hostname, pathname } = new URL(src);
  const isOfShelf = /(?:^|\.)(?:giphy|tenor)\.com$/.test(hostname);
  return isOfShelf || /\.gif$/i.test(pathname) ? 'GIF' : 'Picture';
}
