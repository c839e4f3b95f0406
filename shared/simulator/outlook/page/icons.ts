/** Drawings of 20 by 20, in strokes. */
const PATHS = {
  Mail: 'M3 5h14v10H3zM3 6l7 5 7-5',
  Calendar: 'M3 4h14v13H3zM3 8h14M7 2v4M13 2v4',
  People:
    'M7 9a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2 17c0-4 10-4 10 0M14 9a2 2 0 1 0 0-4M14 12c2 0 4 1 4 4',
  Inbox: 'M3 4h14v12H3zM3 11h4l1 2h4l1-2h4',
  Drafts: 'M4 16l1-4 8-8 3 3-8 8zM11 6l3 3',
  Send: 'M3 4l14 6-14 6 2-6zM5 10h7',
  Delete: 'M4 5h12M8 5V3h4v2M5 5l1 12h8l1-12M8 8v6M12 8v6',
  Archive: 'M3 4h14v4H3zM4 8v8h12V8M8 11h4',
  Junk: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM5 5l10 10',
  Folder: 'M3 5h5l2 2h7v9H3z',
  Flag: 'M5 17V4h9l-2 3 2 3H5',
  Pin: 'M8 3h4v6l3 3H5l3-3zM10 12v5',
  Attach: 'M14 6l-6 6a2 2 0 0 0 3 3l6-6a3 3 0 0 0-5-5l-6 6',
  Chevron: 'M7 5l5 5-5 5',
  Search: 'M9 4a5 5 0 1 0 0 10A5 5 0 0 0 9 4zM13 13l4 4',
  Settings:
    'M10 7a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM10 2v3M10 15v3M2 10h3M15 10h3M4 4l2 2M14 14l2 2M4 16l2-2M14 6l2-2',
  Reply: 'M8 5L3 10l5 5M3 10h8c4 0 6 2 6 5',
  Forward: 'M12 5l5 5-5 5M17 10H9c-4 0-6 2-6 5',
  Read: 'M3 8l7-5 7 5v9H3zM3 8l7 5 7-5',
  More: 'M4.5 10h1M9.5 10h1M14.5 10h1',
  Window: 'M11 4h5v5M16 4l-7 7M8 5H4v11h11v-4',
  Smile: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM7 8v1M13 8v1M7 12c2 2 4 2 6 0',
  New: 'M4 16l1-4 8-8 3 3-8 8zM3 17h14',
  Move: 'M3 5h5l2 2h7v9H3zM7 12h6M11 10l2 2-2 2',
  Back: 'M12 4l-6 6 6 6',
  Close: 'M5 5l10 10M15 5L5 15',
  Filter: 'M4 6h12M6 10h8M8 14h4',
} as const;

export type IconName = keyof typeof PATHS;

const SVG = 'http://www.w3.org/2000/svg';

/** An icon as an `i`, as Outlook's icon font has them. */
export function icon(name: IconName, isFilled = false): HTMLElement {
  const holder = document.createElement('i');
  holder.className = 'fui-Icon-font';
  holder.setAttribute('data-icon-name', `${name}${isFilled ? 'Filled' : 'Regular'}`);
  holder.setAttribute('aria-hidden', 'true');
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 20 20');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  holder.append(svg);
  return holder;
}
