import list from '@fluentui/svg-icons/icons/apps_list_20_regular.svg?raw';
import tiles from '@fluentui/svg-icons/icons/grid_20_regular.svg?raw';
import type { Signal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { ContainerSummary } from '../../model/lists.ts';
import type { Settings } from '../../model/settings.ts';
import { useFace } from '../face.ts';
import { sumsOf } from '../file-words.ts';
import { RawIcon } from './icon.tsx';
import type { Order } from './list-head.tsx';

/** Under a folder's name: choosing, how its things are shown, and what is in it. */
export function FilesLine(props: {
  folder: ContainerSummary;
  isPast: boolean;
  order: Signal<Order>;
  isChoosing: Signal<boolean>;
  chosen: Signal<ReadonlySet<number>>;
  /** On pages without room beside the table: the folder's own facts. */
  onAbout(): void;
}) {
  const { folder, isPast, order, isChoosing, chosen } = props;
  const { settings } = useFace();
  return (
    <div class="files-sums">
      <label class="choose-several">
        <input
          type="checkbox"
          checked={isChoosing.value}
          onChange={(event) => {
            isChoosing.value = event.currentTarget.checked;
            if (!isChoosing.value) chosen.value = new Set();
          }}
        />
        Choose several
      </label>
      <button type="button" class="link about" onClick={props.onAbout}>
        About this folder
      </button>
      <p>{sumsOf(folder, isPast)}</p>
      {settings.value.filesAs === 'tiles' && <InOrder order={order} />}
      <ShownAs />
    </div>
  );
}

const ORDERS: readonly (Order & { label: string })[] = [
  { sort: 'subject', descending: false, label: 'A to Z' },
  { sort: 'subject', descending: true, label: 'Z to A' },
  { sort: 'date', descending: true, label: 'Newest first' },
  { sort: 'date', descending: false, label: 'Oldest first' },
  { sort: 'size', descending: true, label: 'Largest first' },
  { sort: 'size', descending: false, label: 'Smallest first' },
];

/** Tiles have no columns to press. */
function InOrder({ order }: { order: Signal<Order> }) {
  const { sort, descending } = order.value;
  const at = ORDERS.findIndex((each) => each.sort === sort && each.descending === descending);
  return (
    <select
      class="in-order"
      aria-label="Order"
      value={String(at)}
      onChange={(event) => {
        const chosen = ORDERS[Number(event.currentTarget.value)];
        if (chosen) order.value = { sort: chosen.sort, descending: chosen.descending };
      }}
    >
      {ORDERS.map(({ label }, index) => (
        <option key={label} value={String(index)}>
          {label}
        </option>
      ))}
    </select>
  );
}

const WAYS: readonly { as: Settings['filesAs']; label: string; raw: string }[] = [
  { as: 'list', label: 'List', raw: list },
  { as: 'tiles', label: 'Tiles', raw: tiles },
];

function ShownAs() {
  const { settings, changeSettings } = useFace();
  const name = useId();
  return (
    <fieldset class="shown-as">
      <legend class="heard">Show as</legend>
      {WAYS.map(({ as, label, raw }) => (
        <label key={as} title={label}>
          <input
            type="radio"
            class="heard"
            name={name}
            checked={settings.value.filesAs === as}
            onChange={() => changeSettings({ filesAs: as })}
          />
          <RawIcon raw={raw} />
          <span class="heard">{label}</span>
        </label>
      ))}
    </fieldset>
  );
}
