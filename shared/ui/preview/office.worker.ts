/// <reference lib="webworker" />
import { toFault } from '../../model/fault.ts';
import type { OfficeAnswer, OfficeQuestion, OfficeReply } from './office-words.ts';
import { readDocument } from './read-document.ts';
import { readSheets } from './read-sheets.ts';
import { readSlides } from './read-slides.ts';
import { asDamaged, troubleOf } from './trouble.ts';

declare const self: DedicatedWorkerGlobalScope;

/** Reads one office file, away from the page: it may take long, and the page can end it. */
self.addEventListener('message', ({ data }: MessageEvent<OfficeQuestion>) => {
  read(data).then(
    (answer) => reply({ answer }),
    (error: unknown) => {
      const fault = toFault(asDamaged(error));
      reply({ trouble: troubleOf(fault) ?? 'damaged', message: fault.message });
    },
  );
});

function read(question: OfficeQuestion): Promise<OfficeAnswer> {
  if (question.about === 'document') return readDocument(question.file);
  if (question.about === 'slides') return readSlides(question.file);
  return readSheets(question.file, question);
}

function reply(message: OfficeReply): void {
  self.postMessage(message);
}
