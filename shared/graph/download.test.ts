import { expect, test } from 'vitest';
import type { Bytes } from '../lib/bytes.ts';
import { READ, scriptedGraph } from './scripted.contract.ts';

const ADDRESS = 'https://example-my.sharepoint.com/personal/pat/download.aspx?tempauth=x';

function answer(parts: readonly Bytes[]): Response {
  const left = [...parts];
  const stream = new ReadableStream<Bytes>({
    pull(controller) {
      const next = left.shift();
      if (next === undefined) controller.close();
      else controller.enqueue(next);
    },
  });
  return new Response(stream);
}

test('what comes is whole until the next is asked for, and its memory is given back then', async () => {
  const parts = [Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5), Uint8Array.of(6)];
  const { graph } = scriptedGraph([answer(parts)]);
  const seen: number[][] = [];
  const given: Bytes[] = [];

  const { signal } = new AbortController();
  for await (const bytes of graph.download(async () => ADDRESS, READ, signal)) {
    seen.push([...bytes]);
    for (const before of given) expect(before.byteLength).toBe(0);
    given.push(bytes);
  }

  expect(seen).toEqual([[1, 2, 3], [4, 5], [6]]);
  expect(given.map((bytes) => bytes.byteLength)).toEqual([0, 0, 0]);
});
