import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import puppeteer, { type Browser } from 'puppeteer-core';
import { firefoxPath } from '../../scripts/browsers.ts';
import { MICROSOFT_HOSTS, type SimulatorServer } from '../../scripts/simulator-server.ts';

const BUILT = fileURLToPath(new URL('../../dist/extension-firefox', import.meta.url));
const CLIENT_ID = '5c1f0a52-7d0e-4b7f-8a35-2f6a0a4f9f10';
const ADD_ON = 'holdfast@holdfast.invalid';
const CLOSE_MS = 20_000;
/** Firefox gives each installation one of its own; here it is known beforehand. */
const UUID = '2f1c9a52-5d0e-4b7f-8a35-2f6a0a4f9f10';

/** The built extension in a Firefox of its own, with a simulator behind Microsoft's names. */
export interface FirefoxBrowser {
  readonly browser: Browser;
  /** "moz-extension://…/" */
  readonly origin: string;
  install(): Promise<void>;
  close(): Promise<void>;
}

/** `isLater`: without the extension, until `install` is called. */
export async function openFirefox(
  microsoft: SimulatorServer,
  { isLater = false } = {},
): Promise<FirefoxBrowser> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-firefox-'));
  const packaged = join(folder, 'extension');
  await cp(BUILT, packaged, { recursive: true });
  await writeFile(join(packaged, 'deployment.json'), JSON.stringify({ clientId: CLIENT_ID }));
  const proxy = await startProxy(microsoft.tlsPort ?? 0);
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: firefoxPath(),
    headless: true,
    acceptInsecureCerts: true,
    userDataDir: join(folder, 'profile'),
    extraPrefsFirefox: {
      'extensions.webextensions.uuids': JSON.stringify({ [ADD_ON]: UUID }),
      // Nobody is there to answer the browser's own question for Outlook's pages.
      'extensions.webextOptionalPermissionPrompts': false,
      'network.proxy.type': 1,
      'network.proxy.ssl': '127.0.0.1',
      'network.proxy.ssl_port': proxy.port,
      'network.proxy.allow_hijacking_localhost': false,
    },
  });
  const install = async () => {
    await browser.installExtension(packaged);
  };
  if (!isLater) await install();
  return {
    browser,
    install,
    origin: `moz-extension://${UUID}/`,
    async close() {
      // A Firefox that does not end by itself is ended: that is not what is tested.
      const ended = new AbortController();
      const tooLate = setTimeout(CLOSE_MS, undefined, { signal: ended.signal }).catch(() => {});
      await Promise.race([browser.close(), tooLate]);
      ended.abort();
      browser.process()?.kill('SIGKILL');
      await proxy.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Leads Microsoft's names to the simulator, and nothing to anywhere else. */
async function startProxy(tlsPort: number): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer((_, response) => response.writeHead(502).end());
  server.on('connect', ({ url = '' }, near, head) => {
    const [host = ''] = url.split(':');
    if (!(MICROSOFT_HOSTS as readonly string[]).includes(host)) {
      near.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      return;
    }
    const far = connect(tlsPort, '127.0.0.1', () => {
      near.write('HTTP/1.1 200 OK\r\n\r\n');
      far.write(head);
      far.pipe(near).pipe(far);
    });
    far.on('error', () => near.destroy());
    near.on('error', () => far.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
