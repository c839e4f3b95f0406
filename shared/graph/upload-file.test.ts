import { expect, test } from 'vitest';
import type { Bytes } from '../lib/bytes.ts';
import { Fault } from '../model/fault.ts';
import type { Answer } from './call.ts';
import type { UploadedFile } from './graph.ts';
import { type FileUploadParts, uploadFile } from './upload-file.ts';

const SIZE = 25_000_000;
const FRAGMENT = 10_485_760;
const OLD = 'https://files.example.sharepoint.com/old';
const NEW = 'https://files.example.sharepoint.com/new';

function answerOf(status: number, body: unknown): Answer {
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  return { status, headers: new Headers(), bytes, receivedAt: 0 };
}

/** A host that takes fragments, of which `fail` may say otherwise. */
function hosted(startOfOld: number | null, fail: (what: string) => void = () => {}) {
  const asked: string[] = [];
  const send: FileUploadParts['send'] = async (method, url, headers) => {
    const range = headers['Content-Range'];
    const what = `${method} ${url.slice(-3)}${range === undefined ? '' : ` ${range}`}`;
    asked.push(what);
    fail(what);
    if (method === 'DELETE') return answerOf(204, null);
    if (method === 'GET') {
      if (startOfOld === null) throw new Fault('not-found', 'no such session');
      return answerOf(200, { nextExpectedRanges: [`${startOfOld}-`] });
    }
    const next = Number(/-(\d+)\//.exec(range ?? '')?.[1]) + 1;
    if (next === SIZE) return answerOf(201, { id: 'made' });
    return answerOf(202, { nextExpectedRanges: [`${next}-`] });
  };
  return { asked, parts: { graphOrigin: 'https://graph.microsoft.com', send } };
}

function fileOf(url?: string | null) {
  const noted: string[] = [];
  const reads: number[] = [];
  const file: UploadedFile = {
    sizeBytes: SIZE,
    async *from(offset): AsyncGenerator<Bytes> {
      reads.push(offset);
      for (let at = offset; at < SIZE; at += 1_000_000) {
        yield new Uint8Array(Math.min(1_000_000, SIZE - at));
      }
    },
  };
  const note = async (each: string) => void noted.push(each);
  if (url !== undefined) file.begun = { url, note };
  return { file, noted, reads };
}

const open = async () => ({ uploadUrl: NEW });

test('a session that was noted goes on where its host says', async () => {
  const { asked, parts } = hosted(2 * FRAGMENT);
  const { file, noted, reads } = fileOf(OLD);

  expect(await uploadFile(open, file, parts)).toEqual({ id: 'made' });

  expect(asked).toEqual(['GET old', `PUT old bytes ${2 * FRAGMENT}-${SIZE - 1}/${SIZE}`]);
  expect(reads).toEqual([2 * FRAGMENT]);
  expect(noted).toEqual([]);
});

test('one that has ended is begun anew, and the new one is noted before anything is sent', async () => {
  const order: string[] = [];
  const { parts } = hosted(null, (what) => order.push(what.slice(0, 7)));
  const { file } = fileOf(OLD);
  const note = async (url: string) => void order.push(`note ${url.slice(-3)}`);
  file.begun = { url: OLD, note };

  await uploadFile(open, file, parts);

  expect(order).toEqual(['GET old', 'note new', 'PUT new', 'PUT new', 'PUT new']);
});

test.each([
  ['noted', null, []],
  ['not noted', undefined, ['DELETE new']],
] as const)(
  'when the program ends, a session that is %s is left as it should be',
  async (_name, url, ends) => {
    const { asked, parts } = hosted(null, (what) => {
      if (what.startsWith('PUT')) throw new DOMException('the program ends', 'AbortError');
    });

    await expect(uploadFile(open, fileOf(url).file, parts)).rejects.toThrow('the program ends');

    expect(asked.filter((each) => each.startsWith('DELETE'))).toEqual(ends);
  },
);

test('a noted session whose host has no room is given up', async () => {
  const { asked, parts } = hosted(null, (what) => {
    if (what.startsWith('PUT')) throw new Fault('mailbox-full', 'no room');
  });

  await expect(uploadFile(open, fileOf(null).file, parts)).rejects.toThrow('no room');

  expect(asked.at(-1)).toBe('DELETE new');
});
