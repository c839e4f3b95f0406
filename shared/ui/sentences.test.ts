import { expect, test } from 'vitest';
import { FAULT_CODES } from '../model/fault.ts';
import { FAULT_SENTENCES, whyMissing } from './sentences.ts';

test.each(FAULT_CODES)('%s is said in whole, calm sentences', (code) => {
  const { happened, means, todo } = FAULT_SENTENCES[code];
  for (const sentence of [happened, means]) expect(sentence).toMatch(/^[A-Z].*\.$/);
  expect(`${happened} ${means} ${todo}`).not.toMatch(/!|oops|please|sorry|may have been lost/i);
});

test('the words of the trade stay out of the interface', () => {
  const all = Object.values(FAULT_SENTENCES)
    .flatMap((sentence) => Object.values(sentence))
    .join(' ');
  expect(all).not.toMatch(/\b(snapshot|repository|sync|vault|payload|token|job)\b/i);
});

test('a reason nobody foresaw still has a sentence', () => {
  expect(whyMissing('ErrorSomethingNew')).toMatch(/^[A-Z].*\.$/);
});
