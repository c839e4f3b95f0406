import './mail.css';
import './search.css';
import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso/router';
import type { Fault } from '../../model/fault.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { ContainerSummary } from '../../model/lists.ts';
import { addressInChat } from '../chat-address.ts';
import { useFace } from '../face.ts';
import { pathOf } from '../folders.ts';
import { formats } from '../formats.ts';
import type { FoundPages } from '../found-pages.ts';
import {
  chipsOf,
  foundWords,
  has,
  progressWords,
  toggled,
  whereWords,
  withoutLast,
} from '../found-words.ts';
import { useKeys } from '../keys.ts';
import { FoundLine } from '../parts/found-line.tsx';
import { Icon } from '../parts/icon.tsx';
import { ItemList } from '../parts/item-list.tsx';
import { ChosenBand } from '../parts/list-bands.tsx';
import { GoneMark } from '../parts/mark.tsx';
import { FaultNote } from '../parts/note.tsx';
import { useFound } from '../parts/use-found.ts';
import { useRestore } from '../parts/use-restore.ts';
import { useTitle } from '../parts/use-title.ts';
import { addressOfSearch } from '../search-address.ts';
import { searchFor, searchText } from '../searched.ts';
import { useAnswer } from '../use-engine.ts';
import { Message } from './message.tsx';

const NO_FOLDERS: readonly ContainerSummary[] = [];
const RESULT_HEIGHT = 81;
/** Whoever listens is told what was found when the typing rests. */
const REST_MS = 800;

/** Everything that was ever kept and has the words in the bar, by time, with where it is now. */
export function Search() {
  const face = useFace();
  const { params } = useRoute();
  const text = searchText.value;
  const row = params.row && /^\d+$/.test(params.row) ? Number(params.row) : null;
  const snapshotAt = face.status.value?.repository.lastSnapshotAt;
  const folders =
    useAnswer(() => face.engine.listContainers(null, null), [snapshotAt]).value ?? NO_FOLDERS;
  const { pages, isLoading, fault } = useFound(text);
  const isChoosing = useSignal(false);
  useTitle(text.trim() === '' ? 'Search' : text);
  useSpoken(pages);
  if (text.trim() === '') return <HowToSearch />;
  return (
    <div class="mail searching" data-at={row === null ? 'list' : 'message'}>
      <section class="list" aria-label="Results" data-pane>
        {isLoading && <progress class="late" aria-label="Searching" />}
        <Narrow text={text} pages={pages} isChoosing={isChoosing} />
        {fault && <FaultNote fault={fault} />}
        {pages && !fault && (
          <Results pages={pages} folders={folders} row={row} isChoosing={isChoosing.value} />
        )}
      </section>
      <article class="read" aria-label="Message" data-pane>
        {row === null ? (
          pages && pages.total > 0 && <p class="nothing-open">Choose a result to read it here.</p>
        ) : (
          <Message row={row} folders={folders} backTo={addressOfSearch(text)} />
        )}
      </article>
    </div>
  );
}

/** What was found in a sentence, and what narrows it. */
function Narrow(props: { text: string; pages: FoundPages | null; isChoosing: Signal<boolean> }) {
  const { text, pages, isChoosing } = props;
  const { route } = useLocation();
  const isGoneOnly = has(text, 'gone');
  const progress = pages && progressWords(pages.first.indexed);
  return (
    <header class="narrow">
      <h1>
        {pages ? (
          <>
            {foundWords(pages.first)} <span>{whereWords(pages.first, isGoneOnly)}</span>
          </>
        ) : (
          'Searching'
        )}
      </h1>
      <fieldset class="chips" aria-label="Narrow">
        <button
          type="button"
          class="chip"
          aria-pressed={isGoneOnly}
          onClick={() => searchFor(toggled(text, 'gone'), route)}
        >
          <GoneMark label="Only what is gone" />
        </button>
        <button
          type="button"
          class="chip"
          aria-pressed={has(text, 'attachment')}
          onClick={() => searchFor(toggled(text, 'attachment'), route)}
        >
          <Icon name="attachment" />
          With attachment
        </button>
        {chipsOf(text).map(({ label, without }) => (
          <button
            key={label}
            type="button"
            class="chip set"
            aria-label={`Without ${label}`}
            onClick={() => searchFor(without, route)}
          >
            <bdi>{label}</bdi>
            <Icon name="dismiss" size={12} />
          </button>
        ))}
        {pages && pages.total > 1 && (
          <button
            type="button"
            class="chip choose"
            aria-pressed={isChoosing.value}
            onClick={() => {
              isChoosing.value = !isChoosing.peek();
            }}
          >
            Choose several
          </button>
        )}
      </fieldset>
      {progress && <p>{progress}</p>}
    </header>
  );
}

function Results(props: {
  pages: FoundPages;
  folders: readonly ContainerSummary[];
  row: number | null;
  isChoosing: boolean;
}) {
  const { pages, folders, row, isChoosing } = props;
  const face = useFace();
  const { route } = useLocation();
  const restore = useRestore();
  const chosen = useSignal<ReadonlySet<number>>(new Set());
  const fault = useSignal<Fault | null>(null);
  void pages.version.value;
  useEffect(() => {
    chosen.value = new Set();
  }, [pages.query.text, isChoosing]);
  useKeys(
    [{ key: 'r', label: 'Restore what is chosen, or the line you are on', run: () => undefined }],
    [],
  );
  if (pages.total === 0) return <NothingFound pages={pages} />;
  const open = (item: number) => {
    const result = [...Array(pages.total).keys()]
      .map((index) => pages.result(index))
      .find((each) => each?.item.row === item);
    // A message of a chat says little without what stands around it.
    if (result?.item.source === 'chats') route(addressInChat(result.item));
    else route(addressOfSearch(pages.query.text, result?.foundRow ?? item));
  };
  const nameOf = (id: ContainerId) =>
    folders.find((folder) => folder.id === id)?.name ?? 'another folder';
  return (
    <>
      {chosen.value.size > 0 && (
        <ChosenBand
          chosen={chosen}
          restore={restore}
          onFault={(found) => {
            fault.value = found;
          }}
        />
      )}
      {fault.value && <FaultNote fault={fault.value} />}
      {pages.fault.value && <FaultNote fault={pages.fault.value} />}
      <ItemList
        pages={pages}
        label="Results"
        opened={row}
        chosen={chosen}
        isChoosing={isChoosing}
        showTo={false}
        nameOf={nameOf}
        onOpen={(item) => open(item.row)}
        onRestore={(rows) => {
          restore(rows).catch((error: unknown) => console.error('holdfast: restore', error));
        }}
        onUndo={face.restores.undoRow}
        line={{
          height: RESULT_HEIGHT,
          show: (index, isGone) => {
            const result = pages.result(index);
            if (!result) return null;
            return (
              <FoundLine
                result={result}
                snippet={pages.snippet(result)}
                isGone={isGone}
                pathOf={(id) => pathOf(folders, id)}
                nameOf={nameOf}
              />
            );
          },
        }}
      />
    </>
  );
}

function NothingFound({ pages }: { pages: FoundPages }) {
  const face = useFace();
  const { route } = useLocation();
  const { done, total } = pages.first.indexed;
  const since = face.status.value?.repository.firstSnapshotAt;
  const without = withoutLast(pages.query.text);
  return (
    <div class="empty">
      {done < total ? (
        <p>Nothing found so far. What is not searchable yet is looked through as it comes.</p>
      ) : (
        <p>Not in your copy.{since && ` It was searched back to ${formats.fullDate(since)}.`}</p>
      )}
      {without !== null && (
        <button type="button" class="button" onClick={() => searchFor(without, route)}>
          Without the last chip
        </button>
      )}
    </div>
  );
}

const HOW: readonly (readonly [string, string])[] = [
  ['invoice may', 'both words, each also as the beginning of a longer one'],
  ['"crack monitors"', 'these words in this order'],
  ['from:priya  to:ines', 'names and addresses'],
  ['subject:offer', 'in the subject only'],
  ['in:archive', 'was or is in folders of this name'],
  ['has:attachment', 'with attachments'],
  ['since:2025-11  before:2026', 'by date: a day, a month or a year'],
  ['gone:', 'only what is gone from your mailbox'],
];

function HowToSearch() {
  return (
    <div class="page how">
      <h1>Search everything ever kept.</h1>
      <p>
        All folders, all times, also what is gone. It happens on this computer; what you type goes
        nowhere.
      </p>
      <dl>
        {HOW.map(([typed, meaning]) => (
          <div key={typed}>
            <dt>
              <code>{typed}</code>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <p class="caption">
        Senders, recipients, subjects and the first 20,000 characters of each text are searched.
        Attachments are not.
      </p>
    </div>
  );
}

function useSpoken(pages: FoundPages | null): void {
  const { announcement } = useFace();
  useEffect(() => {
    if (!pages) return;
    const words = pages.total === 0 ? 'Nothing found' : foundWords(pages.first);
    const timer = setTimeout(() => {
      announcement.value = words;
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [pages]);
}
