import { nodeParts, scriptedSignIn } from '../scripts/engine-parts.ts';
import { createEngine, type Engine } from '../shared/engine/engine.ts';
import { untilEnded } from '../shared/engine/simulated.contract.ts';
import { createGraph } from '../shared/graph/transport.ts';
import { VirtualClock } from '../shared/lib/virtual-clock.ts';
import type { Account } from '../shared/model/item.ts';
import type { Receipt } from '../shared/model/receipt.ts';
import type { Cloud } from '../shared/model/settings.ts';

const DOWNLOAD_URL = '@microsoft.graph.downloadUrl';

/** A drive at a simulator elsewhere, copied into a folder. */
export class DriveBench {
  readonly #engine: Engine;
  readonly #account: Account;
  readonly #readUrl: (path: string) => Promise<unknown>;

  private constructor(
    engine: Engine,
    account: Account,
    readUrl: (path: string) => Promise<unknown>,
  ) {
    this.#engine = engine;
    this.#account = account;
    this.#readUrl = readUrl;
  }

  static async open(url: string, folder: string): Promise<DriveBench> {
    const signIn = scriptedSignIn(url, 'pat@example.com');
    const account = await signIn.account();
    const clock = new VirtualClock(Date.now());
    const cloud: Cloud = { name: 'custom', login: url, graph: url };
    const openGraph = () =>
      createGraph({
        account: account.id,
        cloud,
        fetch: (request) => fetch(request),
        clock,
        random: Math.random,
        tokens: signIn,
      });
    const parts = nodeParts(folder, url, signIn);
    const engine = await createEngine({ ...parts, openGraph });
    const options = { scopes: ['Files.Read'], priority: 'page' } as const;
    const readUrl = (path: string) => openGraph().read(path, options, new AbortController().signal);
    return new DriveBench(engine, account, readUrl);
  }

  /** Faults when it is not complete. */
  async copy(): Promise<{ seconds: number; receipt: Receipt }> {
    const startedAt = performance.now();
    const [job] = await this.#engine.startBackup(this.#account, ['drive']);
    const { receipt } = await untilEnded(this.#engine, job);
    const seconds = (performance.now() - startedAt) / 1000;
    if (receipt?.verdict !== 'complete') {
      throw new Error(`not complete: ${JSON.stringify(receipt?.gaps.slice(0, 2))}`);
    }
    return { seconds, receipt };
  }

  /** Where a file's bytes are for an hour. */
  async addressOf(path: string): Promise<string> {
    const item = await this.#readUrl(`/me/drive/root:/${path}?$select=id,file,${DOWNLOAD_URL}`);
    return String((item as Record<string, unknown>)[DOWNLOAD_URL]);
  }

  /** The same for all files of a folder, by their names. */
  async addressesIn(path: string): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    let link: unknown = `/me/drive/root:/${path}:/children?$select=name,${DOWNLOAD_URL}&$top=999`;
    while (typeof link === 'string') {
      const page = (await this.#readUrl(link)) as Record<string, unknown>;
      for (const item of page.value as Record<string, unknown>[]) {
        found.set(String(item.name), String(item[DOWNLOAD_URL]));
      }
      link = page['@odata.nextLink'];
    }
    return found;
  }

  close(): Promise<void> {
    return this.#engine.close();
  }
}
