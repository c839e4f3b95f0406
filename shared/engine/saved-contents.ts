import type { Repository } from '../repository/repository.ts';
import type { ContentStore } from '../sources/contents.ts';
import type { SnapshotWriter } from './snapshot-writer.ts';

/** Saves a stream, counted while it comes: something large must not keep others from being committed. */
export function saveCounted({
  repository,
  writer,
}: {
  repository: Repository;
  writer: Pick<SnapshotWriter, 'noteBytes'>;
}): ContentStore['save'] {
  return async (stream, sizeBytes) => {
    async function* counted() {
      for await (const bytes of stream) {
        writer.noteBytes(bytes.byteLength);
        yield bytes;
      }
    }
    return (await repository.saveStream('content', counted(), { sizeBytes })).id;
  };
}
