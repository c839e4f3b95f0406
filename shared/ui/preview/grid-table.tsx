import { useState } from 'preact/hooks';
import { counted } from '../formats.ts';
import type { Cell } from './office-words.ts';
import { scrollable } from './scrollable.ts';

const FIRST_ROWS = 200;
const MORE_ROWS = 1_000;

/** Cells under letters and beside numbers, as spreadsheets show them. */
export function GridTable({ name, rows }: { name: string; rows: readonly (readonly Cell[])[] }) {
  const [shown, setShown] = useState(FIRST_ROWS);
  const width = rows.reduce((most, row) => Math.max(most, row.length), 1);
  const columns = Array.from({ length: width }, (_, index) => columnName(index));
  const left = rows.length - shown;
  return (
    <div class="sight grid" {...scrollable(true, name)}>
      <table>
        <thead>
          <tr>
            <td />
            {columns.map((letter) => (
              <th key={letter} scope="col">
                {letter}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, shown).map((row, index) => (
            <tr key={index}>
              <th scope="row">{index + 1}</th>
              {columns.map((letter, at) => (
                <GridCell key={letter} cell={row[at] ?? ''} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {left > 0 && (
        <p class="more">
          <button type="button" class="button small" onClick={() => setShown(shown + MORE_ROWS)}>
            Show more
          </button>
          {counted(left, 'row')} more
        </p>
      )}
    </div>
  );
}

function GridCell({ cell }: { cell: Cell }) {
  if (typeof cell === 'string') return <td dir="auto">{cell}</td>;
  return <td class="number">{cell.number}</td>;
}

/** A, B … Z, AA, AB … */
function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter;
}
