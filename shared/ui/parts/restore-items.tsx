import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { ItemRow } from '../../model/item.ts';
import { useFace } from '../face.ts';
import { formats } from '../formats.ts';
import { PLACE_WORDS } from '../thing-words.ts';
import { useVirtual } from './use-virtual.ts';

const ROW_HEIGHT = 53;

/** An item of a plan or a result, with what becomes or became of it. */
interface FatedItem {
  item: ItemRow;
  words: string;
  /** What is particular to it. */
  note?: string;
  isFailed: boolean;
  /** Ticked: it is part of the plan. null where nothing can be ticked. */
  isTicked: boolean | null;
  /** False for what nothing will be done with anyway. */
  canTick?: boolean;
}

/** Beside the ledger: every single item, to be narrowed by what becomes of it, and unticked. */
export function RestoreItems(props: {
  items: readonly FatedItem[];
  onTick?: (row: number, isTicked: boolean) => void;
}) {
  const only = useSignal<string | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const kinds = new Map<string, number>();
  for (const { words } of props.items) kinds.set(words, (kinds.get(words) ?? 0) + 1);
  const narrowed = only.value !== null && kinds.has(only.value) ? only.value : null;
  const shown = narrowed ? props.items.filter(({ words }) => words === narrowed) : props.items;
  const virtual = useVirtual(scroller, shown.length, ROW_HEIGHT);
  return (
    <aside class="every" aria-label="Every item" data-pane>
      <header>
        <h2>Every item</h2>
        {kinds.size > 1 && (
          <fieldset class="line">
            <legend class="heard">Narrow</legend>
            <Chip
              label={`All ${formats.count(props.items.length)}`}
              isOn={narrowed === null}
              press={() => {
                only.value = null;
              }}
            />
            {[...kinds].map(([words, count]) => (
              <Chip
                key={words}
                label={`${formats.count(count)} ${words.charAt(0).toLocaleLowerCase()}${words.slice(1)}`}
                isOn={narrowed === words}
                press={() => {
                  only.value = words;
                }}
              />
            ))}
          </fieldset>
        )}
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys. */}
      <section ref={scroller} class="scroller" tabIndex={0} aria-label="Items">
        <ul style={{ blockSize: `${virtual.getTotalSize()}px` }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const fated = shown[index];
            return (
              fated && (
                <Line
                  key={fated.item.row}
                  fated={fated}
                  start={start}
                  position={index + 1}
                  total={shown.length}
                  onTick={props.onTick}
                />
              )
            );
          })}
        </ul>
      </section>
    </aside>
  );
}

function Chip(props: { label: string; isOn: boolean; press(): void }) {
  return (
    <button type="button" class="chip" aria-pressed={props.isOn} onClick={props.press}>
      {props.label}
    </button>
  );
}

function Line(props: {
  fated: FatedItem;
  start: number;
  position: number;
  total: number;
  onTick: ((row: number, isTicked: boolean) => void) | undefined;
}) {
  const { item, words, isFailed, isTicked } = props.fated;
  const now = useFace().now.value;
  const subject = item.subject || PLACE_WORDS[item.source].nameless;
  return (
    <li
      style={{ transform: `translateY(${props.start}px)` }}
      aria-setsize={props.total}
      aria-posinset={props.position}
    >
      {isTicked !== null && (
        <input
          type="checkbox"
          checked={isTicked}
          disabled={props.fated.canTick === false}
          aria-label={`Restore ${subject}`}
          onChange={(event) => props.onTick?.(item.row, event.currentTarget.checked)}
        />
      )}
      <span class="cut" dir="auto" title={subject}>
        {subject}
      </span>
      <p class="cut" dir="auto" title={props.fated.note}>
        {item.source === 'mail' ? item.from || '(no sender)' : sizeWords(item)},{' '}
        {formats.short(item.date, now)}
        {props.fated.note && `, ${props.fated.note}`}
      </p>
      <span class={isFailed ? 'outcome failed' : 'outcome'}>{words}</span>
    </li>
  );
}

function sizeWords({ kind, sizeBytes }: ItemRow): string {
  if (kind === 'package') return 'Notebook';
  return kind === 'folder' ? 'Folder' : formats.bytes(sizeBytes);
}
