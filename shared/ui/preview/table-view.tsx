import { parseCsv } from 'hucre/csv';
import { useMemo, useState } from 'preact/hooks';
import { GridTable } from './grid-table.tsx';
import type { Cell } from './office-words.ts';
import { readText, TEXT_STEP } from './read-text.ts';
import { ShowMore, TextBody } from './text-view.tsx';
import { useReading } from './use-reading.ts';
import type { ViewProps } from './view.ts';
import { Waiting } from './waiting.tsx';
import { TwoWays } from './zoom-switch.tsx';

/** A table from text. Every cell is its letters: nothing in it is a formula here. */
export function TableView({ name, kind, file, onFault }: ViewProps) {
  const [most, setMost] = useState(TEXT_STEP);
  const [isTable, setTable] = useState(true);
  const read = useReading(() => readText(file, most), onFault, [file, most]);
  const rows = useMemo(() => (read ? cellsOf(read.text, name) : null), [read]);
  if (!read || !rows) return <Waiting />;
  return (
    <figure class="seen words">
      {isTable ? (
        <GridTable name={name} rows={rows} />
      ) : (
        <TextBody name={name} text={read.text} isNumbered />
      )}
      <figcaption class="under">
        <span>
          {kind.words}, {read.encoding}
        </span>
        <ShowMore leftBytes={read.leftBytes} onMore={() => setMost(most + TEXT_STEP)} />
        <TwoWays
          label="Form"
          first="Table"
          second="As written"
          isFirst={isTable}
          onChange={setTable}
        />
      </figcaption>
    </figure>
  );
}

const NUMBER = /^[-+]?(?:\d{1,3}(?:[ ,.]\d{3})+|\d+)(?:[.,]\d+)?\s?%?$/;

function cellsOf(text: string, name: string): Cell[][] {
  const delimiter = /\.(?:tsv|tab)$/i.test(name) ? { delimiter: '\t' } : {};
  const rows = parseCsv(text, { ...delimiter, skipEmptyRows: false });
  return rows.map((row) =>
    row.map((value) => {
      const letters = value === null || value === undefined ? '' : String(value);
      return NUMBER.test(letters) ? { number: letters } : letters;
    }),
  );
}
