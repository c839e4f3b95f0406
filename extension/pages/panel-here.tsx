import { cannotActBecause } from '../../shared/ui/consent.ts';
import { useFace } from '../../shared/ui/face.ts';
import { counted, formats } from '../../shared/ui/formats.ts';
import { isBusyHere, isHeldHere } from '../../shared/ui/restore-here.ts';
import { PanelGone } from './panel-gone.tsx';
import { type PanelList, PanelRows } from './panel-rows.tsx';
import { useHeld } from './use-held.ts';
import type { OpenPlace } from './use-open-place.ts';

/** The conversation and the folder that Outlook shows, as they are kept. */
export function PanelHere({ open, list }: { open: OpenPlace; list: PanelList }) {
  const { known } = open;
  const goneOfFolder = useHeld(open.goneOfFolder, isHeldHere(list.here));
  const { account, folder, conversation } = known;
  return (
    <>
      {conversation.length > 0 && <Conversation open={open} list={list} />}
      {folder && (
        <section class="panel-part" aria-labelledby="folder">
          <h2 id="folder">
            {goneOfFolder === 0
              ? 'Nothing is gone from '
              : `${formats.count(goneOfFolder)} gone from `}
            <bdi>{folder.name}</bdi>
          </h2>
          {goneOfFolder > 0 && (
            <PanelGone
              container={{ account: account.id, source: 'mail', id: folder.id }}
              most={goneOfFolder}
              label={`Gone from ${folder.name}`}
              list={list}
            />
          )}
        </section>
      )}
    </>
  );
}

function Conversation({ open, list }: { open: OpenPlace; list: PanelList }) {
  const face = useFace();
  const { here } = list;
  const { conversation } = open.known;
  const gone = open.gone.filter(({ row }) => !here.outcomes.value.has(row));
  const cannot = cannotActBecause(face);
  const isOff = cannot !== null || isBusyHere(here.run.value);
  const first = conversation.map(({ firstKeptAt }) => firstKeptAt).sort()[0];
  return (
    <section class="panel-part" aria-labelledby="conversation">
      <h2 id="conversation">
        {gone.length === 0
          ? 'All of this conversation is in your mailbox'
          : `${counted(gone.length, 'message')} of this conversation ${gone.length === 1 ? 'is' : 'are'} gone`}
      </h2>
      {first && <p class="caption">Kept here since {formats.short(first, face.now.value)}.</p>}
      <PanelRows
        label="This conversation"
        list={list}
        items={conversation.map((item) => ({ item }))}
      />
      {gone.length > 1 && (
        <button
          type="button"
          class="button small primary"
          aria-disabled={isOff}
          title={cannot ?? undefined}
          onClick={() => !isOff && void here.restore(gone.map(({ row }) => row))}
        >
          {gone.length === 2 ? 'Restore both' : `Restore all ${formats.count(gone.length)}`}
        </button>
      )}
    </section>
  );
}
