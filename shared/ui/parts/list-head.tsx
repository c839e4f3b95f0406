import type { Signal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { ContainerSummary, ItemQuery } from '../../model/lists.ts';
import { formats } from '../formats.ts';
import { Flyout } from './flyout.tsx';
import { Icon } from './icon.tsx';

export type Order = Pick<ItemQuery, 'sort' | 'descending'>;

const ORDERS: readonly (Order & { label: string })[] = [
  { sort: 'date', descending: true, label: 'Newest first' },
  { sort: 'date', descending: false, label: 'Oldest first' },
  { sort: 'from', descending: false, label: 'Sender, A to Z' },
  { sort: 'subject', descending: false, label: 'Subject, A to Z' },
  { sort: 'size', descending: true, label: 'Largest first' },
];

/** The folder's name and its sums, and how the list is put in order. */
export function ListHead(props: {
  folder: ContainerSummary;
  order: Signal<Order>;
  showsGone: Signal<boolean>;
  isChoosing: Signal<boolean>;
  onFolders(): void;
}) {
  const { folder, order, showsGone, isChoosing } = props;
  const id = useId();
  return (
    <header class="list-head">
      <a class="button plain square to-folders" href="/mail" aria-label="All folders">
        <Icon name="back" />
      </a>
      <div class="sums">
        <h1 class="cut" dir="auto">
          {folder.name}
        </h1>
        <p>{sumsOf(folder)}</p>
      </div>
      <button type="button" class="button small show-folders" onClick={props.onFolders}>
        Folders
      </button>
      <Flyout
        class="button small plain square"
        name="Order and choosing"
        label={<Icon name="sort" />}
        panelClass="orders"
      >
        <fieldset>
          <legend class="caption">In order of</legend>
          {ORDERS.map(({ label, sort, descending }) => (
            <label class="choice" key={label}>
              <input
                type="radio"
                name={id}
                checked={sort === order.value.sort && descending === order.value.descending}
                onChange={() => {
                  order.value = { sort, descending };
                }}
              />
              {label}
            </label>
          ))}
        </fieldset>
        <label class="choice">
          <input
            type="checkbox"
            checked={isChoosing.value}
            onChange={(event) => {
              isChoosing.value = event.currentTarget.checked;
            }}
          />
          Choose several
        </label>
      </Flyout>
      <label class="show-gone">
        <input
          type="checkbox"
          checked={showsGone.value}
          onChange={(event) => {
            showsGone.value = event.currentTarget.checked;
          }}
        />
        Show what is gone
      </label>
    </header>
  );
}

function sumsOf(folder: ContainerSummary): string {
  const gone = folder.gone > 0 ? `, ${formats.count(folder.gone)} gone and kept` : '';
  if (folder.isGone) return `Gone from your mailbox${gone}`;
  return `${folder.present === 0 ? 'None' : formats.count(folder.present)} in your mailbox${gone}`;
}
