import { findAddress } from './anchors/account.ts';
import type { AnchorName } from './anchors/anchor.ts';
import { findSelectedFolder, mailboxOfFolder, pathOfFolder } from './anchors/folder.ts';
import { findMessageList, scrolledBy } from './anchors/message-list.ts';
import { findReadingPane, isFilled } from './anchors/reading-pane.ts';
import { type PageRow, readRows } from './anchors/rows.ts';
import { measureTheme, type Theme } from './anchors/theme.ts';
import { readAddressBar } from './anchors/url.ts';
import { keyOfFolder, placeOf } from './place.ts';
import type { Place } from './protocol.ts';

/** Everything the overlay knows of the page at one moment. */
export interface PageReading {
  isMail: boolean;
  place: Place;
  /** Tells one folder's list from another's. */
  folderKey: string;
  list: Element | null;
  pane: Element | null;
  rows: readonly PageRow[];
  scrolledBy: number;
  theme: Theme;
  dir: 'ltr' | 'rtl';
  /** What should be there and could not be found. */
  missing: readonly AnchorName[];
}

/** Reads the page; changes nothing in it and never throws for what it holds. */
export function readPageParts(page: Document, url: string): PageReading {
  const bar = readAddressBar(url);
  const list = bar.isMail && !bar.isAlone ? findMessageList(page) : null;
  const rows = list ? readRows(list) : [];
  const pane = bar.isMail ? findReadingPane(page) : null;
  const folder = bar.isMail && !bar.isAlone ? findSelectedFolder(page) : null;
  const address = bar.isMail ? findAddress(page) : null;
  const selected = rows.filter(({ isSelected }) => isSelected);
  const isOpen = bar.conversation !== null || bar.item !== null;
  const missing: AnchorName[] = [];
  if (bar.isMail && !bar.isAlone) {
    // With the reading pane off, an open message takes the list's place.
    if (list === null && !isOpen) missing.push('message-list');
    if (list?.querySelector('[role="option"], [role="row"]') && rows.length === 0) {
      missing.push('rows');
    }
    if (folder === null && bar.role === null && bar.folderId === null) missing.push('folder');
    if (address === null) missing.push('account');
  }
  if (isOpen && pane === null) missing.push('reading-pane');
  const folderPath = folder ? pathOfFolder(folder) : null;
  const place = placeOf({
    bar,
    address,
    folderPath,
    folderMailbox: folder ? mailboxOfFolder(folder) : null,
    selected: selected.length === 1 ? (selected[0]?.conversation ?? null) : null,
    isReading: pane !== null && isFilled(pane),
  });
  return {
    isMail: bar.isMail,
    place,
    folderKey: keyOfFolder(place, folderPath),
    list,
    pane: pane !== null && (isOpen || isFilled(pane)) ? pane : null,
    rows,
    scrolledBy: scrolledBy(rows[0]?.element),
    theme: measureTheme(page, () => matchMedia('(prefers-color-scheme: dark)').matches),
    dir: page.documentElement.dir === 'rtl' ? 'rtl' : 'ltr',
    missing,
  };
}
