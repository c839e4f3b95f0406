import * as v from 'valibot';
import { Fault } from '../../model/fault.ts';
import type { StoredParts } from '../contents.ts';

/** What is stored of one content, as the list beside the bytes says. */
export interface KeptContent {
  key: string;
  kind: 'picture' | 'snippet' | 'file';
  name: string;
  type: string;
  sizeBytes?: number;
  /** Of a file: where it lay. */
  url?: string;
  stored: boolean;
  /** Why it is not. */
  lacks?: { code: string; upstreamCode?: string };
}

const List = v.array(
  v.looseObject({
    key: v.string(),
    kind: v.picklist(['picture', 'snippet', 'file']),
    name: v.string(),
    type: v.string(),
    stored: v.boolean(),
  }),
);

/** With which of the parts holds its bytes. Of a list that is broken nothing is known. */
export async function readKept(
  parts: StoredParts | undefined,
): Promise<{ content: KeptContent; nth: number | null }[]> {
  if (parts === undefined || !parts.roles.includes('attachments')) return [];
  const contents = parse(await load(parts));
  let nth = 0;
  return contents.map((content) => {
    if (!content.stored) return { content, nth: null };
    nth += 1;
    return { content, nth: nth - 1 };
  });
}

async function load(parts: StoredParts): Promise<string> {
  try {
    return new TextDecoder().decode(await parts.load('attachments'));
  } catch (error) {
    // Damaged: what there is is fetched again, and shown without it meanwhile.
    if (error instanceof Fault && error.code === 'corrupt') return '';
    throw error;
  }
}

function parse(text: string): KeptContent[] {
  let value: unknown = null;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  // Written by `loadChatContent`, which makes nothing but KeptContent.
  return v.is(List, value) ? (value as unknown as KeptContent[]) : [];
}
