import './folder-tree.css';
import { useSignal } from '@preact/signals';
import { useId, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import type { ContainerId } from '../../model/ids.ts';
import type { ContainerSummary } from '../../model/lists.ts';
import { useFace } from '../face.ts';
import { type FolderLine, folderLines } from '../folders.ts';
import { counted, formats } from '../formats.ts';
import { useMoment } from '../moment.ts';
import { Icon, type IconName } from './icon.tsx';

const ROLE_ICONS: Readonly<Record<string, IconName>> = {
  inbox: 'inbox',
  drafts: 'drafts',
  sentitems: 'sent',
  archive: 'archive',
  deleteditems: 'deleted',
  junkemail: 'junk',
};

/** The folders of every account; what they lost this week stands where the count stood. */
export function FolderTree(props: {
  folders: readonly ContainerSummary[];
  selected: ContainerId | null;
}) {
  const accounts = [...new Set(props.folders.map(({ account }) => account))];
  return (
    <nav class="tree" aria-label="Folders" data-pane>
      {accounts.map((account) => (
        <AccountTree
          key={account}
          folders={props.folders.filter((folder) => folder.account === account)}
          selected={props.selected}
        />
      ))}
    </nav>
  );
}

function AccountTree(props: {
  folders: readonly ContainerSummary[];
  selected: ContainerId | null;
}) {
  const face = useFace();
  const { route } = useLocation();
  const { keep } = useMoment();
  const tree = useRef<HTMLDivElement>(null);
  const closed = useSignal<ReadonlySet<ContainerId>>(new Set());
  const typed = useRef({ text: '', at: 0 });
  const title = useId();
  const lines = folderLines(props.folders, closed.value);
  const account = props.folders[0]?.account;
  const name = face.status.value?.accounts.find((known) => known.account.id === account);

  const setClosed = (id: ContainerId, isClosed: boolean) => {
    const next = new Set(closed.peek());
    if (isClosed) next.add(id);
    else next.delete(id);
    closed.value = next;
  };
  const focusLine = (index: number) => {
    tree.current?.querySelectorAll<HTMLElement>('[role=treeitem]')[index]?.focus();
  };
  const typeAhead = (letter: string, at: number, now: number) => {
    const fresh = now - typed.current.at > 800;
    typed.current = { text: (fresh ? '' : typed.current.text) + letter, at: now };
    const { text } = typed.current;
    const order = [...lines.keys()].map(
      (offset) => (at + offset + (text.length === 1 ? 1 : 0)) % lines.length,
    );
    const hit = order.find((index) =>
      lines[index]?.folder.name.toLocaleLowerCase().startsWith(text.toLocaleLowerCase()),
    );
    if (hit !== undefined) focusLine(hit);
  };

  const press = (event: KeyboardEvent) => {
    if (!(event.target instanceof Element)) return;
    const at = Number(event.target.closest('[data-line]')?.getAttribute('data-line') ?? -1);
    const line = lines[at];
    if (!line || event.ctrlKey || event.metaKey || event.altKey) return;
    const isRtl = getComputedStyle(event.target).direction === 'rtl';
    const open = isRtl ? 'ArrowLeft' : 'ArrowRight';
    const shut = isRtl ? 'ArrowRight' : 'ArrowLeft';
    if (event.key === 'ArrowDown') focusLine(Math.min(at + 1, lines.length - 1));
    else if (event.key === 'ArrowUp') focusLine(Math.max(0, at - 1));
    else if (event.key === 'Home') focusLine(0);
    else if (event.key === 'End') focusLine(lines.length - 1);
    else if (event.key === open && line.hasChildren) {
      if (closed.value.has(line.folder.id)) setClosed(line.folder.id, false);
      else focusLine(at + 1);
    } else if (event.key === shut) {
      if (line.hasChildren && !closed.value.has(line.folder.id)) setClosed(line.folder.id, true);
      else focusLine(lines.findLastIndex(({ level }, index) => index < at && level < line.level));
    } else if (event.key === ' ') route(keep(addressOf(line.folder)));
    else if (/^\p{L}$/u.test(event.key)) typeAhead(event.key, at, event.timeStamp);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const focusable = lines.find(({ folder }) => folder.id === props.selected) ?? lines[0];
  return (
    <>
      <h2 class="cut" id={title}>
        {name?.account.username ?? 'Folders'}
      </h2>
      <div ref={tree} role="tree" aria-labelledby={title} tabIndex={-1} onKeyDown={press}>
        {lines.map((line, index) => (
          <TreeLine
            key={line.folder.id}
            line={line}
            index={index}
            isSelected={line.folder.id === props.selected}
            isFocusable={line === focusable}
            isClosed={closed.value.has(line.folder.id)}
            onToggle={() => setClosed(line.folder.id, !closed.peek().has(line.folder.id))}
          />
        ))}
      </div>
    </>
  );
}

export function addressOf({ id }: { id: ContainerId }): string {
  return `/mail/${encodeURIComponent(id)}`;
}

function TreeLine(props: {
  line: FolderLine;
  index: number;
  isSelected: boolean;
  isFocusable: boolean;
  isClosed: boolean;
  onToggle(): void;
}) {
  const { folder, level, hasChildren } = props.line;
  const { asOf, keep } = useMoment();
  const lost = useLost(folder, asOf !== null);
  const icon =
    ROLE_ICONS[folder.role ?? ''] ?? (hasChildren && !props.isClosed ? 'folder-open' : 'folder');
  return (
    <a
      role="treeitem"
      href={keep(addressOf(folder))}
      class={folder.isGone ? 'vanished' : undefined}
      data-line={props.index}
      style={{ '--level': level }}
      tabIndex={props.isFocusable ? 0 : -1}
      aria-level={level}
      aria-selected={props.isSelected}
      aria-expanded={hasChildren ? !props.isClosed : undefined}
      onDblClick={hasChildren ? props.onToggle : undefined}
    >
      <Icon name={icon} />
      <span class="cut" dir="auto" title={folder.name}>
        {folder.name}
        {folder.isGone && <span class="heard">, gone from your mailbox</span>}
      </span>
      {lost > 0 ? (
        <small class="lost-here" title={`${formats.count(lost)} gone, kept here`}>
          <bdi>−{formats.count(lost)}</bdi>
          <span class="heard">{counted(lost, 'message')} gone, kept here</span>
        </small>
      ) : (
        <small>{folder.present > 0 ? formats.count(folder.present) : ''}</small>
      )}
    </a>
  );
}

/** What this folder lost this week; all it ever had when the folder itself is gone. Of then: nothing. */
function useLost(folder: ContainerSummary, isPast: boolean): number {
  const { status } = useFace();
  if (isPast) return 0;
  if (folder.isGone) return folder.gone;
  const losses = status.value?.goneThisWeek ?? [];
  return (
    losses.find(({ account, container }) => account === folder.account && container === folder.id)
      ?.count ?? 0
  );
}
