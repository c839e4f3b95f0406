import { createSimulator, type Simulator, type SimulatorOptions } from '../simulator.ts';
import { type Asked, type AskOptions, ask as askGraph, handClock } from '../test-client.ts';
import type { DriveOptions } from './simulated-drive.ts';

/** A simulator with a drive on a clock that stands still. */
export function driveSimulator(
  drive: DriveOptions = {},
  options: Omit<SimulatorOptions, 'drive' | 'clock'> = {},
) {
  const clock = handClock();
  const simulator = createSimulator({ seed: 5, limits: false, clock, ...options, drive });
  return { simulator, clock, control: simulator.drive.control };
}

export function ask(simulator: Simulator, path: string, options: AskOptions = {}): Promise<Asked> {
  return askGraph(simulator, path, { scopes: ['Files.ReadWrite'], prefer: [], ...options });
}

export const post = (simulator: Simulator, path: string, body?: unknown) =>
  ask(simulator, path, { method: 'POST', ...(body === undefined ? {} : { body }) });

/** A request to the file host, as a page makes it: no token, no headers of its own. */
export async function fetchFile(
  simulator: Simulator,
  url: string,
  init: RequestInit = {},
): Promise<Asked> {
  const response = await simulator.fetch(new Request(url, init));
  const bytes = new Uint8Array(await response.arrayBuffer());
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  const json = isJson ? JSON.parse(new TextDecoder().decode(bytes)) : null;
  return { status: response.status, headers: response.headers, json, bytes };
}

export const text = ({ bytes }: Asked) => new TextDecoder().decode(bytes);

/** Makes a session and sends all of `bytes` in fragments. Answers the last answer. */
export async function uploadAll(
  simulator: Simulator,
  path: string,
  bytes: Uint8Array<ArrayBuffer>,
  item: Record<string, unknown> = {},
  fragmentBytes = 327_680,
): Promise<Asked> {
  const made = await post(simulator, `${path}/createUploadSession`, { item });
  if (made.status !== 200) return made;
  let last = made;
  for (let at = 0; at < bytes.length; at += fragmentBytes) {
    const part = bytes.slice(at, at + fragmentBytes);
    const range = `bytes ${at}-${at + part.length - 1}/${bytes.length}`;
    last = await putFragment(simulator, made.json.uploadUrl, part, range);
  }
  return last;
}

export function putFragment(
  simulator: Simulator,
  url: string,
  body: Uint8Array<ArrayBuffer>,
  range: string,
): Promise<Asked> {
  const headers = { 'content-range': range, 'content-type': 'application/octet-stream' };
  return fetchFile(simulator, url, { method: 'PUT', headers, body });
}

/** All entries of a delta round, and the link it ends with. */
export async function round(simulator: Simulator, start: string, options: AskOptions = {}) {
  const pages: Asked['json'][][] = [];
  for (let link = start; ; ) {
    const { json, status } = await ask(simulator, link, options);
    if (status !== 200) throw new Error(`Delta answered ${status}: ${json?.error?.code}`);
    pages.push(json.value);
    const end = json['@odata.deltaLink'];
    if (end) return { pages, entries: pages.flat(), deltaLink: String(end) };
    link = json['@odata.nextLink'];
  }
}
