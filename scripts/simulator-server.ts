import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { loadChats } from '../shared/simulator/chats/load-chats.ts';
import { loadFiles } from '../shared/simulator/drive/load-files.ts';
import { seedAccident } from '../shared/simulator/drive/seed-accident.ts';
import { seedDrive } from '../shared/simulator/drive/seed-drive.ts';
import { NoRouteError } from '../shared/simulator/graph-error.ts';
import { loadEml } from '../shared/simulator/load-eml.ts';
import { seedChats } from '../shared/simulator/seed/chats.ts';
import { seedMailbox } from '../shared/simulator/seed/seed.ts';
import {
  createSimulator,
  type Simulator,
  type SimulatorOptions,
} from '../shared/simulator/simulator.ts';
import { selfSignedCertificate } from './certificate.ts';
import { outlookScript } from './outlook-script.ts';
import { readChats } from './simulator-chats.ts';
import { readFiles, UploadedBytes } from './simulator-files.ts';
import { readMailFiles } from './simulator-mail.ts';

/** What the demo has: enough that the first copy can be watched. */
const DEMO_MESSAGES = 1200;

/** Microsoft's hosts that the simulator stands in for when a browser maps them to its TLS port. */
export const MICROSOFT_HOSTS = [
  'login.microsoftonline.com',
  'login.microsoftonline.us',
  'login.partner.microsoftonline.cn',
  'graph.microsoft.com',
  'graph.microsoft.us',
  'dod-graph.microsoft.us',
  'microsoftgraph.chinacloudapi.cn',
  'outlook.office.com',
  'outlook.office365.com',
  'outlook.cloud.microsoft',
  'outlook.live.com',
  'outlook.office365.us',
  'outlook-dod.office365.us',
  'webmail.apps.mil',
  'partner.outlook.cn',
  // Where the files of pat@example.com are, at work and at home.
  'example-my.sharepoint.com',
  'example-my.sharepoint.us',
  'example-my.sharepoint-mil.us',
  'example-my.sharepoint.cn',
  'my.microsoftpersonalcontent.com',
];

export interface ServerOptions extends SimulatorOptions {
  /** 0 takes any free port. Default 0. */
  port?: number;
  /** Also serves https there, with a certificate made at start. 0 takes any free port. */
  tlsPort?: number;
  /** A folder of `.eml` files, instead of an invented mailbox. */
  mail?: string;
  /** Invented messages. Default 1,200; 0 for an empty mailbox. */
  messages?: number;
  /** A folder that becomes the drive, instead of an invented one. */
  files?: string;
  /** Invented files. Default 0: an empty drive. */
  driveFiles?: number;
  /** A folder of chats of any of the formats that `readChats` knows. */
  chatFiles?: string;
  /** Invented chats. Default false: none. */
  demoChats?: boolean;
  /** Something bad has happened to the invented drive two days ago. Default false. */
  accident?: boolean;
  /** Fills the mailbox in its own way, instead of all that. */
  fill?: (simulator: Simulator) => void | Promise<void>;
}

export interface SimulatorServer {
  /** "http://127.0.0.1:N" */
  url: string;
  port: number;
  tlsPort?: number;
  simulator: Simulator;
  close(): Promise<void>;
}

/** The simulator on this machine, with its mailbox filled. Resolves when it answers. */
export async function startSimulatorServer(options: ServerOptions = {}): Promise<SimulatorServer> {
  // The simulator has to know where uploads go, and the port is known after the server listens.
  const uploads = createServer((request, response) => listener(request, response));
  const uploadPort = await listen(uploads, 0);
  const uploaded = new UploadedBytes();
  const simulator = createSimulator({
    uploadOrigin: `http://127.0.0.1:${uploadPort}`,
    appName: 'Holdfast',
    outlookScript,
    ...options,
    drive: { keep: uploaded.keep, ...options.drive },
  });
  const listener = listenerOf(simulator);
  const servers: Server[] = [uploads];
  const close = async () => {
    await Promise.all(servers.map(closeServer));
    await uploaded.remove();
  };
  const serve = (server: Server, port: number) => {
    servers.push(server);
    return listen(server, port);
  };
  try {
    await fill(simulator, options);
    const port = await serve(createServer(listener), options.port ?? 0);
    const started = { url: `http://127.0.0.1:${port}`, port, simulator, close };
    if (options.tlsPort === undefined) return started;
    const certificate = await selfSignedCertificate([...MICROSOFT_HOSTS, 'localhost', '127.0.0.1']);
    return {
      ...started,
      tlsPort: await serve(createTlsServer(certificate, listener), options.tlsPort),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function fill(simulator: Simulator, options: ServerOptions): Promise<void> {
  if (options.fill !== undefined) return options.fill(simulator);
  await fillDrive(simulator, options);
  await fillChats(simulator, options);
  if (options.mail !== undefined) {
    const count = await loadEml(simulator.control, readMailFiles(options.mail));
    if (count === 0) throw new Error(`There are no .eml files in ${options.mail}`);
    return;
  }
  const { seed = 1, messages = DEMO_MESSAGES } = options;
  for (const [at, { account, mailbox }] of [simulator, ...simulator.others].entries()) {
    const owner = { name: account.name, address: account.username };
    seedMailbox(mailbox, { seed: seed + at, messages, owner });
  }
}

async function fillDrive(simulator: Simulator, options: ServerOptions): Promise<void> {
  const { files, seed = 1, driveFiles = 0, accident = false } = options;
  const { control } = simulator.drive;
  if (files === undefined) {
    if (driveFiles > 0) seedDrive(control, { seed, files: driveFiles });
    if (accident) seedAccident(control);
    return;
  }
  const { loaded, refused } = await loadFiles(control, readFiles(files));
  if (loaded === 0) throw new Error(`There are no files in ${files}`);
  for (const path of refused) console.warn(`A drive can't have a file of this name: ${path}`);
}

async function fillChats(simulator: Simulator, options: ServerOptions): Promise<void> {
  const { chatFiles, demoChats = false, seed = 1 } = options;
  const { control } = simulator.chats;
  if (chatFiles === undefined) {
    if (demoChats) seedChats(control, { seed });
    return;
  }
  const { messages } = await loadChats(control, readChats(chatFiles));
  if (messages === 0) throw new Error(`There are no chats in ${chatFiles}`);
}

function listenerOf(simulator: Simulator): RequestListener {
  return (incoming, outgoing) => {
    answer(simulator, incoming, outgoing).catch((error: unknown) => {
      console.error('The simulator failed:', error);
      outgoing.destroy();
    });
  };
}

async function answer(
  simulator: Simulator,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const request = await toRequest(incoming);
  let response: Response;
  try {
    response = await simulator.fetch(request);
  } catch (error) {
    if (!(error instanceof NoRouteError)) throw error;
    console.error(error.message);
    const body = { error: { code: 'SimulatorHasNoRoute', message: error.message } };
    response = Response.json(body, {
      status: 501,
      headers: { 'Access-Control-Allow-Origin': '*' },
    });
  }
  await send(response, outgoing);
}

async function toRequest(incoming: IncomingMessage): Promise<Request> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const scheme = 'encrypted' in incoming.socket ? 'https' : 'http';
  const url = `${scheme}://${incoming.headers.host ?? 'localhost'}${incoming.url ?? '/'}`;
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (name.startsWith(':') || value === undefined) continue;
    headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const method = incoming.method ?? 'GET';
  const hasBody = chunks.length > 0 && method !== 'GET' && method !== 'HEAD';
  return new Request(url, { method, headers, ...(hasBody ? { body: Buffer.concat(chunks) } : {}) });
}

/** A body that fails in the middle cuts the connection, as it would on the way from Microsoft. */
async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  const headers: Record<string, string | string[]> = Object.fromEntries(response.headers);
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) headers['set-cookie'] = cookies;
  outgoing.writeHead(response.status, headers);
  try {
    // Each piece has left before the next is asked for: a cut comes after what went before it.
    for await (const chunk of response.body ?? []) {
      await new Promise<void>((resolve, reject) => {
        outgoing.write(chunk, (error) => (error ? reject(error) : resolve()));
      });
    }
    outgoing.end();
  } catch {
    outgoing.destroy();
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
