import type { ContainerId } from '../../shared/model/ids.ts';
import { useFace } from '../../shared/ui/face.ts';
import { counted } from '../../shared/ui/formats.ts';
import { lossSpan } from '../../shared/ui/parts/lost-list.tsx';
import { isHeldHere } from '../../shared/ui/restore-here.ts';
import { showApp } from '../background/app-tab.ts';
import { PanelGone } from './panel-gone.tsx';
import type { PanelList } from './panel-rows.tsx';
import { useHeld } from './use-held.ts';

/** What left Microsoft this week, folder by folder; `besides` is shown already. */
export function PanelWeek({ besides, list }: { besides: ContainerId | null; list: PanelList }) {
  const { status, protection } = useFace();
  const state = status.value;
  const goneThisWeek = useHeld(state?.goneThisWeek ?? [], isHeldHere(list.here));
  if (state === null || state.catalog.state !== 'ready') {
    return <p class="panel-part late">Opening your copy…</p>;
  }
  const lost = goneThisWeek.filter(({ container }) => container !== besides);
  if (state.repository.snapshots === 0) {
    return (
      <section class="panel-part">
        <h2>{protection.value?.title ?? 'Nothing is kept yet.'}</h2>
        <p>What is kept can be searched and restored here.</p>
        <div class="line">
          <button type="button" class="button small primary" onClick={() => showApp('/')}>
            Open Holdfast
          </button>
        </div>
      </section>
    );
  }
  return (
    <section class="panel-part" aria-labelledby="week">
      <h2 id="week">Gone this week, kept here</h2>
      {lost.length === 0 && (
        <p class="caption">
          {besides === null ? 'Nothing is gone.' : 'Nothing is gone from any other folder.'}
        </p>
      )}
      {lost.map((loss) => (
        <section key={`${loss.account} ${loss.container}`} class="panel-loss">
          <h3>
            {counted(loss.count, 'message')} from <bdi>{loss.path}</bdi>
          </h3>
          <p class="caption">{lossSpan(loss)}</p>
          <PanelGone
            container={{ account: loss.account, source: loss.source, id: loss.container }}
            most={loss.count}
            label={`Gone from ${loss.path}`}
            list={list}
          />
        </section>
      ))}
    </section>
  );
}
