import { useState } from 'preact/hooks';
import { counted } from '../formats.ts';
import { askOffice } from './ask-office.ts';
import { GridTable } from './grid-table.tsx';
import type { ReadSheet } from './office-words.ts';
import { PasswordForm } from './password-form.tsx';
import { useReading } from './use-reading.ts';
import type { ViewProps } from './view.ts';
import { Waiting } from './waiting.tsx';

/** A workbook's values, sheet by sheet. */
export function SheetView({ name, kind, file, onFault }: ViewProps) {
  const [password, setPassword] = useState<string | null>(null);
  const [at, setAt] = useState(0);
  const locale = navigator.language;
  const answer = useReading(
    (signal) => askOffice({ about: 'sheet', file, password, locale }, signal),
    onFault,
    [file, password],
  );
  if (answer?.kind === 'password') {
    return <PasswordForm isWrong={answer.isWrong} onGive={setPassword} />;
  }
  if (answer?.kind !== 'sheets') return <Waiting />;
  const sheet = answer.sheets[at];
  return (
    <figure class="seen words">
      {answer.sheets.length > 1 && (
        <nav class="sheets" aria-label="Sheets">
          {answer.sheets.map((each, index) => (
            <button
              key={index}
              type="button"
              aria-current={index === at ? 'true' : undefined}
              onClick={() => setAt(index)}
            >
              <bdi>{each.name}</bdi>
              {each.isHidden && ' (hidden)'}
            </button>
          ))}
        </nav>
      )}
      {sheet && sheet.rows.length > 0 ? (
        <GridTable key={at} name={`${name}, ${sheet.name}`} rows={sheet.rows} />
      ) : (
        <p class="sight nothing quiet">Nothing is in this sheet.</p>
      )}
      <figcaption class="under">
        {`${kind.words}. Sheet ${at + 1} of ${answer.sheets.length}. `}
        Values only; formulas and macros don’t run here.
        {sheet && leftOutWords(sheet)}
      </figcaption>
    </figure>
  );
}

function leftOutWords({ rowsLeftOut, columnsLeftOut, isBounded }: ReadSheet): string {
  if (isBounded) return ' Only its first rows and columns are shown; there is more in the file.';
  const left = [
    rowsLeftOut > 0 ? counted(rowsLeftOut, 'row') : '',
    columnsLeftOut > 0 ? counted(columnsLeftOut, 'column') : '',
  ].filter(Boolean);
  return left.length === 0 ? '' : ` ${left.join(' and ')} more are in the file.`;
}
