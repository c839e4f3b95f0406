import { encodeText } from '../../lib/bytes.ts';
import type { ContentSample, SampleSource } from '../contents.ts';
import { readMeta } from './mail-meta.ts';

/**
 * See `Source.samples`. The text of a message that came does not change; who may write into a mailbox
 * can change it all the same, and has encrypted it there.
 */
export const mailSamples: SampleSource = {
  role: 'body',
  async take(stored, parts): Promise<ContentSample | null> {
    const { isDraft = false } = readMeta(stored);
    if (isDraft || !parts.roles.includes('body')) return null;
    const { searchTextOfMail } = await import('./search-text.ts');
    const { subject, text } = await searchTextOfMail(stored, parts);
    const bytes = encodeText(text);
    return {
      name: subject,
      folder: '',
      sizeBytes: bytes.byteLength,
      read: async (from, length) => bytes.slice(from, from + length),
    };
  },
};
