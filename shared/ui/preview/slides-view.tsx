import { askOffice } from './ask-office.ts';
import { OutlineBody } from './outline-body.tsx';
import { useReading } from './use-reading.ts';
import type { ViewProps } from './view.ts';
import { Waiting } from './waiting.tsx';

/** The words of a presentation, slide by slide. */
export function SlidesView({ name, kind, file, onFault }: ViewProps) {
  const answer = useReading((signal) => askOffice({ about: 'slides', file }, signal), onFault, [
    file,
  ]);
  if (answer?.kind !== 'outline') return <Waiting />;
  return <OutlineBody name={name} words={kind.words} sections={answer.sections} />;
}
