import { useMemo, useState } from 'preact/hooks';
import { sanitiseMail } from '../parts/sanitise.ts';
import { PaperFrame } from './paper-frame.tsx';
import { readText, TEXT_STEP } from './read-text.ts';
import { ShowMore, TextBody } from './text-view.tsx';
import { useReading } from './use-reading.ts';
import type { ViewProps } from './view.ts';
import { Waiting } from './waiting.tsx';
import { TwoWays } from './zoom-switch.tsx';

/** A kept web page as a mail would be shown: without script, and nothing of it is loaded. */
export function WebView({ name, kind, file, onFault }: ViewProps) {
  const [most, setMost] = useState(TEXT_STEP);
  const [isLaidOut, setLaidOut] = useState(true);
  const read = useReading(() => readText(file, most), onFault, [file, most]);
  const page = useMemo(
    () =>
      read && sanitiseMail(read.text, { loadRemote: false, pictureOf: () => undefined }).document,
    [read],
  );
  if (!read || page === null) return <Waiting />;
  return (
    <figure class="seen words">
      {isLaidOut ? (
        <PaperFrame title={name} content={page} />
      ) : (
        <TextBody name={name} text={read.text} isNumbered />
      )}
      <figcaption class="under">
        <span>{kind.words}. Nothing of it runs or is loaded here.</span>
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
