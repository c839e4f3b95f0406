import { useEffect, useRef } from 'preact/hooks';
import { isBusy, type PanelState, type Run } from '../overlay-state.ts';
import type { Sight } from '../protocol.ts';
import { binSentence, count, messages, moment, since, span } from '../words.ts';
import type { FaceProps } from './face-props.ts';
import { Icon, Mark } from './icon.tsx';
import { PanelRows } from './panel-rows.tsx';
import { Consent, RunWords } from './run-words.tsx';
import { whenTrusted } from './trusted.ts';

type PanelProps = FaceProps & { panel: PanelState };

/** The panel at the inline end; on a narrow window a sheet from below. Not modal: Outlook goes on. */
export function Panel(props: PanelProps) {
  const { panel, state, acts, spots } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [panel.of]);
  const name = panel.of === 'folder' ? 'This folder' : 'This conversation';
  return (
    <section
      class={`panel ${state.isFolded ? '' : 'above-strip'}`}
      role="dialog"
      aria-label={`Holdfast: ${name.toLowerCase()}`}
      style={spots.isNarrow ? {} : { top: `${Math.round(spots.top)}px` }}
    >
      <header>
        <Mark size={18} />
        <b>{name}</b>
        <button
          type="button"
          class="button small plain square push"
          aria-label="Close"
          onClick={whenTrusted(() => acts.closePanel())}
        >
          <Icon name="dismiss" />
        </button>
      </header>
      <div class="inside">
        <h2 ref={heading} tabIndex={-1}>
          {backTitle(state.run) ?? titleOf(panel, state.sight)}
        </h2>
        <p class="caption">{subtitleOf(panel, state.sight)}</p>
        <PanelRows {...props} />
        {panel.trouble !== null && <p class="trouble">{panel.trouble}</p>}
      </div>
      <Foot {...props} />
    </section>
  );
}

/** What was just done stands where what is missing stood. */
function backTitle(run: Run | null): string | null {
  if (run?.at !== 'panel' || run.kind !== 'restore' || run.step !== 'ended') return null;
  const rows = run.job?.rows ?? [];
  const back = rows.filter(({ state }) => state === 'equal' || state === 'differs').length;
  if (back === 0) return null;
  return back === 1 ? '1 message is back' : `${messages(back)} are back`;
}

function titleOf({ of, rows, total }: PanelState, sight: Sight | null): string {
  if (of === 'folder') {
    const name = sight?.folder?.name ?? 'this folder';
    const gone = Math.max(total, sight?.folder?.gone ?? 0);
    if (gone === 0) return `Nothing is gone from ${name}`;
    return gone === 1
      ? `1 message is gone from ${name}`
      : `${messages(gone)} are gone from ${name}`;
  }
  const gone = rows.filter(({ state }) => state === 'gone').length;
  const left = rows.filter(({ restorable }) => restorable).length;
  if (gone === 0 && left > 0)
    return left === 1 ? '1 message was deleted' : `${count(left)} messages were deleted`;
  if (gone === 0) return 'All of it is in your mailbox';
  return gone === 1
    ? '1 message is gone from your mailbox'
    : `${messages(gone)} are gone from your mailbox`;
}

function subtitleOf({ of, rows }: PanelState, sight: Sight | null): string {
  if (of === 'folder') {
    const folder = sight?.folder;
    if (!folder) return '';
    if (folder.role === 'deleteditems' && folder.gone === 0) return binSentence(folder.present);
    if (folder.gone === 0) return 'Whatever goes from here stays in your backup.';
    if (folder.from === null || folder.to === null) return 'Kept here, as they were last seen.';
    return `Kept here. Found missing ${span(folder.from, folder.to)}.`;
  }
  const kept = sight?.conversation?.since;
  const seen = rows.find(({ lastSeenAt }) => lastSeenAt !== null);
  const first = kept ? `Kept here ${since(kept)}.` : 'Kept here.';
  if (!seen?.lastSeenAt) return first;
  const where = seen.where === null ? '' : `, in ${seen.where}`;
  return `${first} Last seen ${moment(seen.lastSeenAt)}${where}.`;
}

function Foot({ panel, state, acts }: PanelProps) {
  const run = state.run?.at === 'panel' ? state.run : null;
  const restorable = panel.rows.filter(({ restorable }) => restorable).map(({ row }) => row);
  const chosen = restorable.filter((row) => panel.chosen.has(row));
  const hasAll = panel.of === 'folder' && chosen.length === 0;
  const many = hasAll ? Math.max(panel.total, restorable.length) : restorable.length;
  const restore = () => {
    const rows = chosen.length > 0 ? chosen : hasAll ? 'all' : restorable;
    void acts.restore('panel', { place: panel.place, rows });
  };
  const words = chosen.length > 0 ? `Restore ${count(chosen.length)}` : restoreWords(many);
  return (
    <footer>
      {run?.step === 'consent' && <Consent acts={acts} />}
      {run && run.step !== 'consent' && <RunWords run={run} acts={acts} />}
      {!run && many > 0 && (
        <button
          type="button"
          class="button primary"
          aria-disabled={isBusy(state.run)}
          onClick={whenTrusted(restore)}
        >
          {words}
        </button>
      )}
      {run?.step !== 'consent' && !isBusy(run) && (
        <button type="button" class="button" onClick={whenTrusted(() => void acts.openHoldfast())}>
          Show as it was
        </button>
      )}
    </footer>
  );
}

function restoreWords(many: number): string {
  if (many === 1) return 'Restore';
  return many === 2 ? 'Restore both' : `Restore all ${count(many)}`;
}
