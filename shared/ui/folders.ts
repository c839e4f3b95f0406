import type { ContainerId } from '../model/ids.ts';
import type { ContainerSummary } from '../model/lists.ts';

/** A folder in the order and depth in which the tree shows it. */
export interface FolderLine {
  folder: ContainerSummary;
  level: number;
  hasChildren: boolean;
}

/** Outlook's order: what is used daily first, then one's own folders by name. */
const ROLE_ORDER: readonly (string | null)[] = [
  'inbox',
  'drafts',
  'sentitems',
  'archive',
  'deleteditems',
  'junkemail',
  'outbox',
];

/**
 * The folders of one account as lines of a tree, parents before children. A folder whose parent is
 * not known stands at the top: none is ever left out because of another.
 */
export function folderLines(
  folders: readonly ContainerSummary[],
  closed: ReadonlySet<ContainerId>,
): FolderLine[] {
  const shown = folders.filter((folder) => !folder.hidden);
  const known = new Set(shown.map(({ id }) => id));
  const children = new Map<ContainerId | null, ContainerSummary[]>();
  for (const folder of shown) {
    const parent = folder.parent !== null && known.has(folder.parent) ? folder.parent : null;
    children.set(parent, [...(children.get(parent) ?? []), folder]);
  }
  const lines: FolderLine[] = [];
  const placed = new Set<ContainerId>();
  const place = (folder: ContainerSummary, level: number) => {
    if (placed.has(folder.id)) return;
    placed.add(folder.id);
    const own = children.get(folder.id) ?? [];
    lines.push({ folder, level, hasChildren: own.length > 0 });
    if (closed.has(folder.id)) {
      markPlaced(own);
      return;
    }
    for (const child of sorted(own)) place(child, level + 1);
  };
  const markPlaced = (own: readonly ContainerSummary[]) => {
    for (const child of own) {
      if (placed.has(child.id)) continue;
      placed.add(child.id);
      markPlaced(children.get(child.id) ?? []);
    }
  };
  for (const folder of sorted(children.get(null) ?? [])) place(folder, 1);
  // What is left hangs in a ring of parents; it is shown at the top all the same.
  for (const folder of sorted(shown)) place(folder, 1);
  return lines;
}

function sorted(folders: readonly ContainerSummary[]): ContainerSummary[] {
  return [...folders].sort(
    (one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name),
  );
}

function rank({ role }: ContainerSummary): number {
  const at = ROLE_ORDER.indexOf(role);
  return at < 0 ? ROLE_ORDER.length : at;
}

/** "Clients / Harbour Street 14" */
export function pathOf(folders: readonly ContainerSummary[], id: ContainerId): string {
  const names: string[] = [];
  const seen = new Set<ContainerId>();
  let at = folders.find((folder) => folder.id === id);
  while (at && !seen.has(at.id)) {
    seen.add(at.id);
    names.unshift(at.name);
    const { parent } = at;
    at = folders.find((folder) => folder.id === parent);
  }
  return names.join(' / ');
}
