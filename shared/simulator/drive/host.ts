import type { GraphAnswer } from '../answer.ts';
import { errorAnswer, GraphError, NoRouteError } from '../graph-error.ts';
import type { Recorder } from '../recorder.ts';
import type { TroublePlan, Troubles } from '../trouble.ts';
import { driveCode, itemNotFound, malwareDetected } from './errors.ts';
import { type FileContent, piecesOf } from './file-content.ts';
import { typeOf } from './file-types.ts';
import type { DriveItem, DriveVersion } from './item.ts';
import type { DriveParts } from './item-json.ts';
import type { DriveThrottle } from './throttle.ts';
import type { DriveUploads } from './uploads.ts';

/**
 * What a page may do here: nothing is exposed, and a header beside these is refused by the browser.
 * Source: github.com/microsoftgraph/msgraph-sdk-javascript/issues/109, msgraph-sdk-design#32.
 */
const CORS = { 'Access-Control-Allow-Origin': '*' };
const ALLOWED_HEADERS = 'Content-Range, Content-Type';

/** Whether a path is one of the file host's. */
export function isFileHostPath(path: string): boolean {
  return (
    /^\/personal\/[^/]+\/(_layouts\/15\/download\.aspx$|_api\/v2\.0\/)/i.test(path) ||
    path === '/transform/thumbnail'
  );
}

interface Body {
  content: FileContent;
  start: number;
  end: number;
  /** After so many bytes the connection is cut. */
  cut: number | undefined;
}

/** The host that contents come from and go to: SharePoint's, reached by address alone. */
export class DriveHost {
  constructor(
    readonly parts: DriveParts,
    readonly uploads: DriveUploads,
    readonly throttle: DriveThrottle,
    readonly troubles: Troubles,
    readonly recorder: Recorder,
  ) {}

  async answer(request: Request, body: Uint8Array<ArrayBuffer>): Promise<Response> {
    if (request.method === 'OPTIONS') return preflight();
    const url = new URL(request.url);
    const plan = this.troubles.next(request.method, url.pathname + url.search);
    let answer: GraphAnswer;
    let bytes: Body | undefined;
    try {
      const result = await this.throttle.run(1, body.length, () =>
        this.#planned(request, url, body, plan),
      );
      answer = result.answer;
      bytes = result.body;
    } catch (error) {
      answer = this.#failed(error);
    }
    const type = answer.json ? { 'Content-Type': 'application/json; charset=utf-8' } : {};
    const date = { Date: new Date(this.parts.drive.now).toUTCString() };
    const complete = { ...answer, headers: { ...CORS, ...date, ...type, ...answer.headers } };
    this.recorder.count(request.method, labelOf(url));
    this.recorder.record(request, body, complete);
    return toResponse(complete, bytes, plan?.body === 'cut');
  }

  async #planned(
    request: Request,
    url: URL,
    body: Uint8Array<ArrayBuffer>,
    plan: TroublePlan | undefined,
  ): Promise<{ answer: GraphAnswer; body?: Body }> {
    if (plan?.delayMs) await this.parts.drive.settings.clock.sleep(plan.delayMs);
    if (plan && plan.body !== 'cut' && plan.body !== 'late') return { answer: troubled(plan) };
    if (request.headers.has('authorization')) {
      throw new GraphError(401, 'unauthenticated', 'This address takes no Authorization header.');
    }
    const [kind, key = '', number = ''] = this.parts.urls.permitted(url);
    if (kind === 'upload') return { answer: await this.uploads.answer(request, key, body) };
    if (request.method !== 'GET') throw new NoRouteError(`${request.method} of contents`);
    return this.#download(request, kind ?? '', key, Number(number));
  }

  #download(
    request: Request,
    kind: string,
    guid: string,
    number: number,
  ): { answer: GraphAnswer; body?: Body } {
    const { drive, troubles } = this.parts;
    const item = drive.byGuid.get(guid);
    if (!item?.isPresent) throw itemNotFound();
    if (item.malware !== undefined) throw malwareDetected();
    if (troubles.has(item, 'unavailable') || troubles.has(item, 'ghost')) {
      throw new GraphError(503, 'serviceNotAvailable', 'The file is not available.', {
        'Retry-After': '1',
      });
    }
    const version =
      kind === 'version' ? item.versions.find((each) => each.number === number) : item.current;
    if (!version) throw itemNotFound();
    const content = version.served ?? version.content;
    if (content.size === 0 && troubles.quirks.emptyFilesAreMissing) throw itemNotFound();
    const range = troubles.quirks.ignoresRanges ? undefined : rangeOf(request, content.size);
    const [start, end] = range ?? [0, content.size];
    this.throttle.countDownload(end - start);
    const headers: Record<string, string> = {
      ...fileHeaders(item, version),
      'Content-Length': String(end - start),
    };
    if (range) headers['Content-Range'] = `bytes ${start}-${end - 1}/${content.size}`;
    const cut = troubles.nextCut(item, end - start);
    return { answer: { status: range ? 206 : 200, headers }, body: { content, start, end, cut } };
  }

  #failed(error: unknown): GraphAnswer {
    if (error instanceof NoRouteError) this.recorder.unknownRoutes.push(error.request);
    if (!(error instanceof GraphError)) throw error;
    const id = 'file-host';
    return errorAnswer(error, {
      requestId: id,
      clientRequestId: id,
      nowMs: this.parts.drive.now,
    });
  }
}

function fileHeaders(item: DriveItem, version: DriveVersion): Record<string, string> {
  return {
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'private',
    'Content-Disposition': `attachment;filename*=utf-8''${encodeURIComponent(item.name)}`,
    'Content-Type': typeOf(item.name),
    'Last-Modified': new Date(version.modifiedAt).toUTCString(),
    ctag: `{${item.guid}},${item.contentChanges},${version.number}`,
    etag: item.eTag,
  };
}

/**
 * One range, as bytes from up to. undefined: none was asked for, or several. Faults: 416.
 * Source: RFC 9110, section 14.
 */
function rangeOf(request: Request, size: number): [start: number, end: number] | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get('range') ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const [, first = '', last = ''] = match;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  if (start >= size) {
    throw new GraphError(416, 'invalidRange', 'The range is not within the file.', {
      'Content-Range': `bytes */${size}`,
    });
  }
  return [start, end];
}

function troubled(plan: TroublePlan): GraphAnswer {
  const status = plan.status ?? 503;
  const headers: Record<string, string> = {};
  if (plan.retryAfterSeconds !== undefined) headers['Retry-After'] = String(plan.retryAfterSeconds);
  if (plan.body === 'empty') return { status, headers };
  if (plan.body === 'html') {
    const bytes = new TextEncoder().encode('<html><body>Service unavailable</body></html>');
    return { status, headers: { ...headers, 'Content-Type': 'text/html' }, bytes };
  }
  const message = plan.message ?? 'The simulator was asked to fail here.';
  return { status, headers, json: { error: { code: plan.code ?? driveCode(status), message } } };
}

function preflight(): Response {
  return new Response(null, {
    status: 200,
    headers: {
      ...CORS,
      'Access-Control-Allow-Methods': 'DELETE, GET, OPTIONS, POST, PUT',
      'Access-Control-Allow-Headers': ALLOWED_HEADERS,
    },
  });
}

function labelOf({ pathname }: URL): string {
  if (pathname === '/transform/thumbnail') return '(thumbnail)';
  return /\/uploadSession$/i.test(pathname) ? '(drive upload)' : '(download)';
}

/** Contents go out in pieces, and end with an error where the connection is to be cut. */
function toResponse(answer: GraphAnswer, body: Body | undefined, isCut: boolean): Response {
  const { status, headers = {} } = answer;
  if (status === 204) return new Response(null, { status, headers });
  const bytes =
    answer.bytes ?? (answer.json ? new TextEncoder().encode(JSON.stringify(answer.json)) : null);
  if (!body && !bytes) return new Response(null, { status, headers });
  const content: FileContent = body?.content ?? {
    size: bytes?.length ?? 0,
    read: (start, end) => bytes?.slice(start, end) ?? new Uint8Array(0),
  };
  const [start, end] = body ? [body.start, body.end] : [0, content.size];
  const half = Math.ceil((end - start) / 2);
  const cut = body?.cut ?? (isCut ? half : undefined);
  const pieces = piecesOf(content, start, cut === undefined ? end : start + cut);
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = await pieces.next();
        if (!next.done) controller.enqueue(next.value);
        else if (cut === undefined) controller.close();
        else controller.error(new TypeError('The connection was cut.'));
      },
      async cancel() {
        await pieces.return();
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(stream, { status, headers });
}
