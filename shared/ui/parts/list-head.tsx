import filter from '@fluentui/svg-icons/icons/filter_16_regular.svg?raw';
import type { Signal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { ContainerSummary, ItemQuery } from '../../model/lists.ts';
import { counted, formats } from '../formats.ts';
import { useMoment } from '../moment.ts';
import { Flyout } from './flyout.tsx';
import { Icon, RawIcon } from './icon.tsx';

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
  /** What was then is shown. */
  isPast: boolean;
  isChoosing: Signal<boolean>;
  onFolders(): void;
}) {
  const { folder, order, isPast, isChoosing } = props;
  const { keep } = useMoment();
  const id = useId();
  return (
    <header class="list-head">
      <a class="button plain square to-folders" href={keep('/mail')} aria-label="All folders">
        <Icon name="back" />
      </a>
      <div class="sums">
        <h1 class="cut" dir="auto">
          {folder.name}
        </h1>
        <p>{isPast ? sumsThen(folder) : sumsOf(folder)}</p>
      </div>
      <button type="button" class="button small show-folders" onClick={props.onFolders}>
        Folders
      </button>
      <Flyout
        class="button small plain square"
        name="Order and choosing"
        label={<RawIcon raw={filter} />}
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
    </header>
  );
}

function sumsOf(folder: ContainerSummary): string {
  const gone = folder.gone > 0 ? `, ${formats.count(folder.gone)} gone and kept` : '';
  if (folder.isGone) return `Gone from your mailbox${gone}`;
  return `${folder.present === 0 ? 'None' : formats.count(folder.present)} in your mailbox${gone}`;
}

function sumsThen({ present, gone }: ContainerSummary): string {
  if (present === 0) return 'Nothing was here';
  const were = `${counted(present, 'message')} as ${present === 1 ? 'it was' : 'they were'}`;
  return gone > 0 ? `${were}, ${formats.count(gone)} gone since` : were;
}
