import { find, firstOwn, own, type Way } from './anchor.ts';

const WAYS: readonly Way<Element>[] = [
  (page) => selectedIn(firstOwn(page, '[data-app-section="NavigationPane"]')),
  (page) => selectedIn(firstOwn(page, '#folderPaneDroppableContainer')),
  (page) =>
    own(page, '[role="tree"]')
      .map(selectedIn)
      .find((item) => item !== null) ?? null,
];

function selectedIn(pane: Element | null): Element | null {
  if (pane === null) return null;
  return (
    firstOwn(pane, '[role="treeitem"][aria-selected="true"]') ??
    firstOwn(pane, '[role="treeitem"][aria-current]:not([aria-current="false"])')
  );
}

/** The folder that is chosen in the folder pane; null when the pane is closed or can't be found. */
export function findSelectedFolder(page: Document): Element | null {
  return find(page, WAYS);
}

/** From the mailbox's top down to it, as the page calls them; without the mailbox itself. */
export function pathOfFolder(folder: Element): string[] {
  return lineOf(folder)
    .map(nameOf)
    .filter((name, at) => name !== '' && !(at === 0 && isAddress(name)));
}

/** The mailbox the folder is of, where its tree names one. */
export function mailboxOfFolder(folder: Element): string | null {
  const root = folder.closest('[role="tree"]')?.querySelector('[role="treeitem"]');
  const name = root ? nameOf(root) : '';
  return isAddress(name) ? name : null;
}

/** Trees are drawn nested, or flat with levels. */
function lineOf(folder: Element): Element[] {
  const level = levelOf(folder);
  if (level === null) {
    const line = [folder];
    for (let at = parentItem(folder); at; at = parentItem(at)) line.unshift(at);
    return line;
  }
  const items = [...(folder.closest('[role="tree"]')?.querySelectorAll('[role="treeitem"]') ?? [])];
  const line = [folder];
  let wanted = level - 1;
  for (const item of items.slice(0, Math.max(0, items.indexOf(folder))).reverse()) {
    if (levelOf(item) !== wanted) continue;
    line.unshift(item);
    wanted -= 1;
  }
  return line;
}

function parentItem(item: Element): Element | null {
  return item.parentElement?.closest('[role="treeitem"]') ?? null;
}

function levelOf(item: Element): number | null {
  const level = Number(item.getAttribute('aria-level'));
  return Number.isInteger(level) && level > 0 ? level : null;
}

function nameOf(item: Element): string {
  return (item.getAttribute('data-folder-name') ?? '').trim().slice(0, 256);
}

function isAddress(name: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(name);
}
