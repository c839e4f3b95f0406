import { useState } from 'preact/hooks';
import { formats } from '../formats.ts';
import { readText, TEXT_STEP } from './read-text.ts';
import { scrollable } from './scrollable.ts';
import { useReading } from './use-reading.ts';
import type { ViewProps } from './view.ts';
import { Waiting } from './waiting.tsx';

/** Text as it is written; of code also the numbers of its lines. */
export function TextView({ name, kind, file, onFault }: ViewProps) {
  const [most, setMost] = useState(TEXT_STEP);
  const read = useReading(() => readText(file, most), onFault, [file, most]);
  if (!read) return <Waiting />;
  const caption = `${kind.words}, ${read.encoding}`;
  return (
    <figure class="seen words">
      <TextBody name={name} text={read.text} isNumbered={kind.shownAs === 'code'} />
      <figcaption class="under">
        <span>{caption}</span>
        <ShowMore leftBytes={read.leftBytes} onMore={() => setMost(most + TEXT_STEP)} />
      </figcaption>
    </figure>
  );
}

export function ShowMore({ leftBytes, onMore }: { leftBytes: number; onMore(): void }) {
  if (leftBytes === 0) return null;
  return (
    <span class="line">
      {formats.bytes(leftBytes)} more
      <button type="button" class="button small" onClick={onMore}>
        Show more
      </button>
    </span>
  );
}

/** Lines beyond this are not numbered: each number would be a part of the page. */
const MOST_NUMBERED = 20_000;

export function TextBody(props: { name: string; text: string; isNumbered: boolean }) {
  const lines = props.isNumbered ? countLines(props.text) : 0;
  const numbers =
    lines > 0 && lines <= MOST_NUMBERED
      ? Array.from({ length: lines }, (_, index) => index + 1).join('\n')
      : null;
  return (
    <div class={`sight ${numbers ? 'numbered' : ''}`} {...scrollable(true, props.name)}>
      {numbers && (
        <pre class="numbers" aria-hidden="true">
          {numbers}
        </pre>
      )}
      <pre dir="auto">{props.text}</pre>
    </div>
  );
}

function countLines(text: string): number {
  let lines = text.endsWith('\n') ? 0 : 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
