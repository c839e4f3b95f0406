import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const BUILT_APP = fileURLToPath(new URL('../dist/pwa/', import.meta.url));
/** A busy port is passed over; this many are tried. */
const PORTS_TRIED = 50;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

export interface AppServer {
  port: number;
  close(): Promise<void>;
}

export interface AppServerOptions {
  /** Where to listen first; 0 for any free port. The next free one is taken when it is busy. */
  port: number;
  /** The folder of the built app; default `dist/pwa`. */
  root?: string;
  /** What `/deployment.json` answers; asked each time. Without it there is no such file. */
  deployment?: () => unknown | Promise<unknown>;
  tls?: { key: string; cert: string };
}

/** Serves `dist/pwa` on this machine, as a host of the PWA should (see docs/runbook.md). */
export async function startAppServer(options: AppServerOptions): Promise<AppServer> {
  const listener: RequestListener = (request, response) => {
    answer(request.method ?? 'GET', request.url ?? '/', options).then(
      ({ status, headers, body }) => {
        response.writeHead(status, headers);
        response.end(request.method === 'HEAD' ? undefined : body);
      },
      () => {
        response.writeHead(500);
        response.end();
      },
    );
  };
  const server = options.tls ? createTlsServer(options.tls, listener) : createServer(listener);
  const port = await listenFrom(server, options.port);
  return { port, close: () => close(server) };
}

interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array | string;
}

async function answer(method: string, url: string, options: AppServerOptions): Promise<Answer> {
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, headers: {}, body: '' };
  const path = pathOf(url);
  if (path === '/deployment.json' && options.deployment) {
    const body = JSON.stringify(await options.deployment());
    return { status: 200, headers: headersFor(path), body };
  }
  // The application's own addresses ("/mail/…") have no ending: all of them are the one page.
  const file = extname(path) === '' ? '/index.html' : path;
  const body = await read(join(options.root ?? BUILT_APP, file), file);
  if (!body) return { status: 404, headers: { 'content-type': 'text/plain' }, body: 'Not found' };
  return { status: 200, headers: headersFor(file), body };
}

/** Files in assets/ are named by their contents: read once, they are what they were. */
const assets = new Map<string, Promise<Uint8Array | undefined>>();

function read(path: string, file: string): Promise<Uint8Array | undefined> {
  const known = assets.get(path);
  if (known) return known;
  const reading = readFile(path).catch(() => {
    // The next build may bring it.
    assets.delete(path);
    return undefined;
  });
  if (isForEver(file)) assets.set(path, reading);
  return reading;
}

function isForEver(file: string): boolean {
  return file.startsWith('/assets/');
}

function pathOf(url: string): string {
  try {
    return normalize(decodeURIComponent(new URL(url, 'http://localhost').pathname));
  } catch {
    return '/missing.html';
  }
}

function headersFor(path: string): Record<string, string> {
  return {
    'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
    // Files in assets/ are named by their contents. Nothing else may be kept unasked: the page
    // Microsoft comes back to must be today's.
    'cache-control': isForEver(path) ? 'public, max-age=31536000, immutable' : 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    // 'self': the hidden frame that renews a sign-in ends on our own redirect page.
    'content-security-policy': "frame-ancestors 'self'",
  };
}

/** Listens on this machine only, at `first` or the next free port after it. */
export async function listenFrom(server: Server, first: number): Promise<number> {
  for (let port = first; port < first + PORTS_TRIED; port += 1) {
    if (await canListen(server, port)) return (server.address() as AddressInfo).port;
    if (first === 0) break;
  }
  throw new Error(`no free port from ${first} to ${first + PORTS_TRIED - 1}`);
}

function canListen(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const refused = (error: NodeJS.ErrnoException) => {
      server.off('listening', listening);
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      else reject(error);
    };
    const listening = () => {
      server.off('error', refused);
      resolve(true);
    };
    server.once('error', refused);
    server.once('listening', listening);
    server.listen(port, '127.0.0.1');
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
