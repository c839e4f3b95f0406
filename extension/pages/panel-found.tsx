import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useFace } from '../../shared/ui/face.ts';
import type { FoundPages } from '../../shared/ui/found-pages.ts';
import {
  foundWords,
  has,
  progressWords,
  toggled,
  whereWords,
} from '../../shared/ui/found-words.ts';
import { MarkedText } from '../../shared/ui/parts/marked-text.tsx';
import { FaultNote } from '../../shared/ui/parts/note.tsx';
import { useFound } from '../../shared/ui/parts/use-found.ts';
import { type PanelItem, type PanelList, PanelRows } from './panel-rows.tsx';

const FIRST = 30;
const MORE = 60;
/** Whoever listens is told what was found when the typing rests. */
const REST_MS = 800;

/** What was ever kept and has these words, newest first, with what became of each. */
export function PanelFound({ text, list }: { text: Signal<string>; list: PanelList }) {
  const { announcement } = useFace();
  const { pages, isLoading, fault } = useFound(text.value);
  const isGoneOnly = has(text.value, 'gone');
  const words = pages && wordsOf(pages, isGoneOnly);
  useEffect(() => {
    if (!words) return;
    const rest = setTimeout(() => {
      announcement.value = words;
    }, REST_MS);
    return () => clearTimeout(rest);
  }, [words]);
  const progress = pages && progressWords(pages.first.indexed);
  return (
    <section class="panel-part" aria-label="Found">
      {isLoading && <progress class="late" aria-label="Searching" />}
      <label class="panel-only">
        <input
          type="checkbox"
          checked={isGoneOnly}
          onChange={() => {
            text.value = toggled(text.peek(), 'gone');
          }}
        />
        Only what is gone
      </label>
      {fault && <FaultNote fault={fault} />}
      {pages && !fault && (
        <>
          <p class="caption">{words}</p>
          {progress && <p class="caption">{progress}</p>}
          <Results key={pages.query.text} pages={pages} list={list} />
        </>
      )}
    </section>
  );
}

function wordsOf(pages: FoundPages, isGoneOnly: boolean): string {
  if (pages.total === 0) return 'Not in your copy.';
  return `${foundWords(pages.first)} ${whereWords(pages.first, isGoneOnly)}`;
}

function Results({ pages, list }: { pages: FoundPages; list: PanelList }) {
  const limit = useSignal(FIRST);
  const version = pages.version.value;
  const shown = Math.min(limit.value, pages.total);
  useEffect(() => pages.need(0, shown - 1), [pages, shown, version]);
  const items = [...Array(shown).keys()].flatMap((index) => itemAt(pages, index) ?? []);
  return (
    <>
      {pages.fault.value && <FaultNote fault={pages.fault.value} />}
      {items.length > 0 && <PanelRows label="Found" list={list} items={items} />}
      {shown < pages.total && (
        <button
          type="button"
          class="button small"
          onClick={() => {
            limit.value += MORE;
          }}
        >
          Show more
        </button>
      )}
    </>
  );
}

function itemAt(pages: FoundPages, index: number): PanelItem | null {
  const result = pages.result(index);
  if (!result) return null;
  const { item, subject, from } = result;
  return {
    item,
    subject: subject.text && <MarkedText {...subject} />,
    from: from.text && <MarkedText {...from} />,
    preview: <MarkedText {...pages.snippet(result)} />,
  };
}
