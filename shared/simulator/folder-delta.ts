import { type GraphAnswer, type GraphCall, type Json, option } from './answer.ts';
import { DeltaTokens } from './delta-tokens.ts';
import { folderJson, folderNames } from './folder-json.ts';
import type { Mailbox } from './mailbox.ts';
import { pageSize } from './message-delta.ts';
import { contextOf, preferenceApplied } from './message-read.ts';
import type { Route } from './route.ts';
import type { Folder } from './store.ts';
import type { Troubles } from './trouble.ts';

type Entry = { kind: 'folder'; folder: Folder } | { kind: 'removed'; serial: number };

interface Round {
  names: ReadonlySet<string>;
  entries: readonly Entry[];
  until: number;
}

/**
 * `mailFolders/delta`: the whole tree without recursion. Hidden folders are left out, and a change
 * of the counts alone is not told: neither is documented, so a client must not rely on it.
 * Source: learn.microsoft.com/graph/api/mailfolder-delta.
 */
export class FolderDelta {
  readonly #tokens: DeltaTokens<Round>;

  constructor(
    readonly mailbox: Mailbox,
    readonly troubles: Troubles,
    seed: number,
    depth: number,
  ) {
    this.#tokens = new DeltaTokens(seed, 'folders', depth);
  }

  routes(): Route[] {
    return [
      {
        method: 'GET',
        path: '/me/mailFolders/delta',
        scope: 'Mail.ReadBasic',
        query: ['$select', '$skiptoken', '$deltatoken'],
        answer: (call) => this.#answer(call),
      },
    ];
  }

  expire(): void {
    this.#tokens.expireAll();
  }

  #answer(call: GraphCall): GraphAnswer {
    const skip = option(call, '$skiptoken');
    const delta = option(call, '$deltatoken');
    if (skip !== undefined) {
      const { round, position, generation } = this.#tokens.redeem('skip', skip);
      return this.#page(call, round, position, generation);
    }
    const before = delta === undefined ? undefined : this.#tokens.redeem('delta', delta).round;
    const names = before?.names ?? folderNames(option(call, '$select'));
    const round = { names, ...this.#changesSince(before?.until) };
    return this.#page(call, round, 0, this.#tokens.begin());
  }

  #changesSince(version: number | undefined): { entries: Entry[]; until: number } {
    const { mailbox } = this;
    const until = mailbox.version;
    const root = mailbox.role('msgfolderroot');
    const isShown = (folder: Folder) =>
      folder !== root && !folder.isHidden && mailbox.isWithin(folder, root);
    const entries: Entry[] = [...mailbox.folders.values()]
      .filter((folder) => isShown(folder) && folder.changed > (version ?? 0))
      .map((folder) => ({ kind: 'folder', folder }));
    if (version !== undefined) {
      for (const gone of mailbox.goneFolders) {
        if (gone.version > version) entries.push({ kind: 'removed', serial: gone.serial });
      }
    }
    return { entries, until };
  }

  #page(call: GraphCall, round: Round, position: number, generation: number): GraphAnswer {
    const slice = round.entries.slice(position, position + pageSize(call));
    const next = position + slice.length;
    const isLast = next >= round.entries.length;
    const kind = isLast ? 'delta' : 'skip';
    const token = this.#tokens.issue(kind, round, next, generation);
    const json: Json = {
      '@odata.context': `${contextOf(call)}#Collection(mailFolder)`,
      [isLast ? '@odata.deltaLink' : '@odata.nextLink']:
        `${call.url.origin}/v1.0/me/mailfolders/delta?$${kind}token=${token}`,
      value: slice.map((entry) => this.#json(round, entry)),
    };
    return { status: 200, headers: preferenceApplied(call), json };
  }

  #json(round: Round, entry: Entry): Json {
    if (entry.kind === 'removed') {
      return {
        '@odata.type': '#microsoft.graph.mailFolder',
        id: this.mailbox.ids.folder(entry.serial),
        '@removed': { reason: 'deleted' },
      };
    }
    return {
      '@odata.type': '#microsoft.graph.mailFolder',
      ...folderJson(this.mailbox, entry.folder, round.names),
    };
  }
}
