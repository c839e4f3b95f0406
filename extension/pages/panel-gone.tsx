import { useSignal } from '@preact/signals';
import type { ContainerKey } from '../../shared/model/item.ts';
import { useFace } from '../../shared/ui/face.ts';
import { formats } from '../../shared/ui/formats.ts';
import { FaultNote } from '../../shared/ui/parts/note.tsx';
import { isHeldHere } from '../../shared/ui/restore-here.ts';
import { useAnswer } from '../../shared/ui/use-engine.ts';
import { type PanelList, PanelRows } from './panel-rows.tsx';
import { useHeld } from './use-held.ts';

const FIRST = 5;
const MORE = 50;

/** What is gone from one folder, newest loss first: a few, and more when asked for. */
export function PanelGone(props: {
  container: ContainerKey;
  /** No more than so many: the newest losses. */
  most: number;
  label: string;
  list: PanelList;
}) {
  const { container, most, label, list } = props;
  const { engine, status } = useFace();
  const limit = useSignal(FIRST);
  const wanted = Math.min(most, limit.value);
  const snapshotAt = status.value?.repository.lastSnapshotAt;
  const gone = useAnswer(
    () => engine.listGone(container, null, wanted),
    [container.account, container.id, wanted, snapshotAt],
  );
  const isHeld = isHeldHere(list.here);
  const page = useHeld(gone.value, isHeld);
  if (gone.fault) return <FaultNote fault={gone.fault} again={gone.again} />;
  if (!page) return <p class="caption late">Reading…</p>;
  const left = Math.min(most, page.total) - page.rows.length;
  return (
    <>
      <PanelRows label={label} list={list} items={page.rows.map((item) => ({ item }))} />
      {left > 0 && !isHeld && (
        <button
          type="button"
          class="button small plain"
          onClick={() => {
            limit.value += MORE;
          }}
        >
          Show {formats.count(Math.min(left, MORE))} more
          <span class="heard"> {label}</span>
        </button>
      )}
    </>
  );
}
