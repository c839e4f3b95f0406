import type { SourceName } from '../model/item.ts';
import { mail } from './mail/mail.ts';
import type { Source } from './source.ts';

/** Every kind of data there is. */
export const SOURCES: Readonly<Record<SourceName, Source>> = { mail };
