import type { ItemRow } from '../../model/item.ts';
import type { EngineApi } from '../../rpc/protocol.ts';
import type { ThumbnailProps } from '../preview/thumbnail.tsx';
import { loadFile } from './load-file.ts';

/** What a small picture of a kept file is made from: its bytes in the copy, and nobody is asked. */
export function pictureOf(
  engine: Pick<EngineApi, 'watchStart'>,
  item: ItemRow,
): Omit<ThumbnailProps, 'size' | 'children'> {
  const { account, itemId, firstKeptAt, row, subject, sizeBytes } = item;
  return {
    name: subject,
    type: '',
    // What is not here has nothing to read.
    sizeBytes: item.whole && !item.isLeftOut ? sizeBytes : 0,
    contentKey: `${account} ${itemId} ${firstKeptAt}`,
    load: (most, signal) => loadFile(engine.watchStart(row, most), signal, () => undefined),
  };
}
