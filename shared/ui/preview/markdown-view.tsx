import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { renderMarkdown } from './markdown.ts';
import { readText, TEXT_STEP } from './read-text.ts';
import { scrollable } from './scrollable.ts';
import { ShowMore, TextBody } from './text-view.tsx';
import { useReading } from './use-reading.ts';
import type { ViewProps } from './view.ts';
import { Waiting } from './waiting.tsx';
import { TwoWays } from './zoom-switch.tsx';

/** Markdown laid out, or as it is written. */
export function MarkdownView({ name, kind, file, onFault }: ViewProps) {
  const [most, setMost] = useState(TEXT_STEP);
  const [isLaidOut, setLaidOut] = useState(true);
  const read = useReading(() => readText(file, most), onFault, [file, most]);
  const fragment = useMemo(() => (read ? renderMarkdown(read.text) : null), [read]);
  if (!read || !fragment) return <Waiting />;
  return (
    <figure class="seen words">
      {isLaidOut ? (
        <LaidOut name={name} fragment={fragment} />
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
          first="Laid out"
          second="As written"
          isFirst={isLaidOut}
          onChange={setLaidOut}
        />
      </figcaption>
    </figure>
  );
}

function LaidOut({ name, fragment }: { name: string; fragment: DocumentFragment }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    place.current?.replaceChildren(fragment.cloneNode(true));
  }, [fragment]);
  return (
    <div class="sight" {...scrollable(true, name)}>
      <div class="laid-out" dir="auto" ref={place} />
    </div>
  );
}
