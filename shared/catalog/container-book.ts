import { type AccountId, asId, type ContainerId } from '../model/ids.ts';
import type { SourceName } from '../model/item.ts';
import type { ContainerSummary } from '../model/lists.ts';
import type { CatalogContainer } from './catalog.ts';
import type { Connection } from './connection.ts';
import type { Value } from './wasm-values.ts';

/** A container with its counts and the numbers the tables know it by. */
export interface BookedContainer extends ContainerSummary {
  readonly key: number;
  readonly scope: number;
  /** Sequence of the first snapshot that has it. */
  readonly first: number;
  /** Rows that are here no more, whether lost or moved. */
  absent: number;
}

const COLUMNS = `c.container, c.scope, c.id, c.parent, c.name, c.role, c.hidden, c.first, c.is_gone,
  c.present, c.unread, c.absent, c.lost, s.account, s.source`;

/**
 * All containers and their counts, in memory: they are asked for at every change of status. The
 * tables get them at the end of every snapshot, in its transaction.
 */
export class ContainerBook {
  readonly #byKey = new Map<number, BookedContainer>();
  readonly #byName = new Map<string, BookedContainer>();
  readonly #scopes = new Map<string, number>();
  readonly #touched = new Set<BookedContainer>();

  constructor(private readonly connection: Connection) {
    this.reload();
  }

  /** Takes everything from the tables again, after they were rolled back. */
  reload(): void {
    this.forget();
    for (const [scope, account, source] of this.connection.rows('select * from scopes')) {
      this.#scopes.set(`${account} ${source}`, Number(scope));
    }
    const rows = this.connection.rows(
      `select ${COLUMNS} from containers c join scopes s on s.scope = c.scope order by c.container`,
    );
    for (const row of rows) this.#add(fromRow(row));
  }

  /** What is in the tables stays. */
  forget(): void {
    this.#byKey.clear();
    this.#byName.clear();
    this.#scopes.clear();
    this.#touched.clear();
  }

  all(): IterableIterator<BookedContainer> {
    return this.#byKey.values();
  }

  byKey(key: number): BookedContainer | undefined {
    return this.#byKey.get(key);
  }

  find(account: AccountId, source: SourceName, id: ContainerId): BookedContainer | undefined {
    return this.#byName.get(`${account} ${source} ${id}`);
  }

  /** The number of an account's source; undefined when nothing of it was ever here. */
  scopeOf(account: AccountId, source: SourceName): number | undefined {
    return this.#scopes.get(`${account} ${source}`);
  }

  /** The numbers of an account's sources, or of all accounts; null: of each source. */
  scopes(account: AccountId | null, source: SourceName | null): number[] {
    return [...this.#scopes].flatMap(([name, scope]) => {
      const [ofAccount, ofSource] = splitScope(name);
      const isMeant = (account ?? ofAccount) === ofAccount && (source ?? ofSource) === ofSource;
      return isMeant ? scope : [];
    });
  }

  /** Names from the top down to this container; empty when it is not known. */
  path(account: AccountId, source: SourceName, id: ContainerId): string[] {
    const names: string[] = [];
    const seen = new Set<BookedContainer>();
    for (let at = this.find(account, source, id); at && !seen.has(at); ) {
      seen.add(at);
      names.unshift(at.name);
      at = at.parent === null ? undefined : this.find(account, source, at.parent);
    }
    return names;
  }

  /** As `scopeOf`, and makes one when there is none. */
  openScope(account: AccountId, source: SourceName): number {
    const known = this.scopeOf(account, source);
    if (known !== undefined) return known;
    const made = this.connection.first(
      'insert into scopes (account, source) values (?, ?) returning scope',
      [account, source],
    );
    const scope = Number(made?.[0]);
    this.#scopes.set(`${account} ${source}`, scope);
    return scope;
  }

  /** A container as a snapshot has it: a new one, a new name, or one that came back. */
  put(account: AccountId, source: SourceName, told: CatalogContainer, sequence: number): void {
    const { id, parent, name, role, hidden } = told;
    const known = this.find(account, source, id);
    if (known) {
      this.touch(Object.assign(known, { parent, name, role, hidden, isGone: false }));
      this.#remember(known, sequence);
      return;
    }
    const scope = this.openScope(account, source);
    const made = this.connection.first(
      `insert into containers (scope, id, parent, name, role, hidden, first, is_gone, present,
       unread, absent, lost) values (?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0) returning container`,
      [scope, id, parent, name, role, Number(hidden), sequence],
    );
    this.#add(
      fromRow([
        ...(made ?? []),
        scope,
        id,
        parent,
        name,
        role,
        Number(hidden),
        sequence,
        0,
        0,
        0,
        0,
        0,
        account,
        source,
      ]),
    );
    const added = this.find(account, source, id);
    if (added) this.#remember(added, sequence);
  }

  /** It is gone, as a snapshot has it. */
  takeOut(container: BookedContainer, sequence: number): void {
    container.isGone = true;
    this.touch(container);
    this.#remember(container, sequence);
  }

  /** Counts or properties were changed and have to be written. */
  touch(container: BookedContainer): void {
    this.#touched.add(container);
  }

  /** Writes what was touched. */
  flush(): void {
    for (const c of this.#touched) {
      this.connection.run(
        `update containers set parent = ?, name = ?, role = ?, hidden = ?, is_gone = ?, present = ?,
         unread = ?, absent = ?, lost = ? where container = ?`,
        [
          c.parent,
          c.name,
          c.role,
          Number(c.hidden),
          Number(c.isGone),
          c.present,
          c.unread,
          c.absent,
          c.gone,
          c.key,
        ],
      );
    }
    this.#touched.clear();
  }

  /** What it is like from this snapshot on. */
  #remember(container: BookedContainer, sequence: number): void {
    const { key, parent, name, role, hidden, isGone } = container;
    this.connection.run(
      `insert or replace into container_states (container, first, parent, name, role, hidden,
       is_gone) values (?, ?, ?, ?, ?, ?, ?)`,
      [key, sequence, parent, name, role, Number(hidden), Number(isGone)],
    );
  }

  #add(container: BookedContainer): void {
    this.#byKey.set(container.key, container);
    this.#byName.set(`${container.account} ${container.source} ${container.id}`, container);
  }
}

/** Names of sources have no space. */
function splitScope(name: string): [string, string] {
  const at = name.lastIndexOf(' ');
  return [name.slice(0, at), name.slice(at + 1)];
}

/** In the order of `COLUMNS`. */
function fromRow(row: readonly Value[]): BookedContainer {
  const text = (column: number) => (row[column] === null ? null : String(row[column]));
  return {
    key: Number(row[0]),
    scope: Number(row[1]),
    id: asId<ContainerId>(String(row[2])),
    parent: row[3] === null ? null : asId<ContainerId>(String(row[3])),
    name: String(row[4]),
    role: text(5),
    hidden: row[6] === 1,
    first: Number(row[7]),
    isGone: row[8] === 1,
    present: Number(row[9]),
    unread: Number(row[10]),
    absent: Number(row[11]),
    gone: Number(row[12]),
    account: asId<AccountId>(String(row[13])),
    // Only what `openScope` wrote is in the table.
    source: String(row[14]) as SourceName,
  };
}
