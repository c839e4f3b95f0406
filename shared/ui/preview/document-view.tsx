import { useEffect } from 'preact/hooks';
import { counted } from '../formats.ts';
import { askOffice } from './ask-office.ts';
import { OutlineBody } from './outline-body.tsx';
import { PaperFrame } from './paper-frame.tsx';
import { wordLines } from './read-document.ts';
import type { RenderedDocument } from './render-docx.ts';
import { useReading } from './use-reading.ts';
import type { ViewProps } from './view.ts';
import { Waiting } from './waiting.tsx';

/** A page keeps its width where there is room; in a narrow place the text flows. */
const PAGES = `
body{padding:0!important;background:#fff}
section.docx{margin:0 auto;max-width:100%;border-bottom:1px solid #e0e0e0;box-sizing:border-box;min-height:0!important}
section.docx:last-of-type{border-bottom:0}
@media (max-width:760px){section.docx{width:auto!important;padding:20px!important}section.docx table{max-width:100%}}
`;

/** A text document: Word's laid out as nearly as HTML can, OpenDocument's words alone. */
export function DocumentView({ name, kind, file, onFault }: ViewProps) {
  const read = useReading(
    async (signal) => {
      const answer = await askOffice({ about: 'document', file }, signal);
      if (answer.kind !== 'parts') return { answer, rendered: null };
      const { renderDocx } = await import('./render-docx.ts');
      // A text that can't be laid out is still a text.
      const rendered = await renderDocx(answer.parts).catch(() => null);
      if (signal.aborted) rendered?.release();
      return { answer, rendered };
    },
    onFault,
    [file],
  );
  useEffect(() => () => read?.rendered?.release(), [read]);
  if (!read) return <Waiting />;
  const { answer, rendered } = read;
  if (answer.kind === 'outline') {
    return <OutlineBody name={name} words={kind.words} sections={answer.sections} />;
  }
  if (answer.kind !== 'parts') return null;
  if (!rendered) {
    const sections = [{ title: '', lines: wordLines(answer.parts) }];
    return <OutlineBody name={name} words={kind.words} sections={sections} />;
  }
  return (
    <figure class="seen words">
      <PaperFrame title={name} content={rendered.content} style={PAGES} />
      <figcaption class="under">
        {`${kind.words}. ${remarksOn(rendered, answer.picturesLeftOut).join(' ')}`}
      </figcaption>
    </figure>
  );
}

/** What is other than in Word, each in a sentence. */
function remarksOn(rendered: RenderedDocument, picturesLeftOut: number): string[] {
  const { isWordsOnly, formulas, drawings } = rendered;
  if (isWordsOnly) return ['There is too much of it to lay out, so only its words are shown.'];
  const remarks = ['Macros don’t run here, and pages break elsewhere than in Word.'];
  const left = picturesLeftOut + drawings;
  if (left > 0) {
    const are = left === 1 ? 'is' : 'are';
    remarks.push(`${counted(left, 'drawing')} of a kind browsers don’t know ${are} left out.`);
  }
  if (formulas > 0) remarks.push('Formulas are letters in a row.');
  return remarks;
}
