import { useMemo, useState } from 'preact/hooks';
import { readText, TEXT_STEP } from './read-text.ts';
import { ShowMore, TextBody } from './text-view.tsx';
import { useReading } from './use-reading.ts';
import type { ViewProps } from './view.ts';
import { Waiting } from './waiting.tsx';
import { TwoWays } from './zoom-switch.tsx';

/** JSON with a line for each value, or as it is written where that is no JSON, or not all of it. */
export function JsonView({ name, kind, file, onFault }: ViewProps) {
  const [most, setMost] = useState(TEXT_STEP);
  const [isLaidOut, setLaidOut] = useState(true);
  const read = useReading(() => readText(file, most), onFault, [file, most]);
  const laidOut = useMemo(() => (read?.leftBytes === 0 ? layOut(read.text) : null), [read]);
  if (!read) return <Waiting />;
  return (
    <figure class="seen words">
      <TextBody name={name} text={(isLaidOut && laidOut) || read.text} isNumbered />
      <figcaption class="under">
        <span>
          {kind.words}, {read.encoding}
        </span>
        <ShowMore leftBytes={read.leftBytes} onMore={() => setMost(most + TEXT_STEP)} />
        {laidOut !== null && (
          <TwoWays
            label="Form"
            first="Laid out"
            second="As written"
            isFirst={isLaidOut}
            onChange={setLaidOut}
          />
        )}
      </figcaption>
    </figure>
  );
}

/** Numbers too long for the language would come out as others: such a file stays as it is written. */
function layOut(text: string): string | null {
  if (/\d{16}/.test(text)) return null;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return null;
  }
}
