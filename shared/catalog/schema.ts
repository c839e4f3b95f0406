import type { Connection } from './connection.ts';

/** Counts up whenever tables or the meaning of a column change: an older catalog is made anew. */
const SCHEMA_VERSION = 5;

/** "Hold" in ASCII: tells our files from others (`pragma application_id`). */
const APPLICATION_ID = 0x486f6c64;

/**
 * `states` has one row for each state of an item in a container, from the first snapshot that has
 * it to the last. Rows are numbered as they come: new ones are written side by side, and a first
 * copy of 100,000 messages does not touch every page of the table again and again.
 *
 * - `item`: the item whose story this is; `named`: the row of `items` with what Graph called it. What
 *   was made again by a restore goes on with an item's story under another id. Ids are 150
 *   characters long: in every state they would be a tenth of the catalog.
 * - `last`: null while the newest snapshot has it.
 * - `place`: 1 it is there; 0 it is not, but elsewhere, and this is how it was at the end; 2 it is
 *   nowhere; null when a newer row of the container tells more: only lists of the past show it.
 * - `rank`: 0 for a folder, which stands before everything else in every order, else 1.
 * - `conversation`: see `text-number.ts`; null when it has none.
 *
 * `entries` has what only reading an item needs; lists read fewer pages without it.
 *
 * `texts` has a row for each text an item ever had, which `words` has the words of: `row` is its
 * newest state with that text, `number` tells its texts apart, `state` is 0 while its words are not
 * in the index, 1 when they are, 2 when the text is damaged and only the summary's are. `doc` is the
 * minute of its date, or the next free number: what is found comes newest first without sorting.
 *
 * A list of the past goes through the same indexes, which therefore know when a row began and ended;
 * `states_at` counts what was in each container. `container_states` is what containers were called
 * and where they were: a row for each snapshot that told otherwise.
 *
 * `snapshots.scope` is whose run wrote it, null when that is not known. `moments` is what was
 * different in a snapshot, for each scope in which anything was.
 *
 * `items.lost` is the snapshot that first lacked the item everywhere, `items.home` the container
 * it is missed from; `items.same` the item it was made again from.
 */
const TABLES = `
create table about (repository text not null) strict;

create table snapshots (
  sequence integer primary key,
  id text not null,
  started_at text not null,
  ended_at text not null,
  is_run_end integer not null,
  complete integer not null,
  scope integer
) strict;

create table moments (
  sequence integer not null,
  scope integer not null,
  new integer not null,
  changed integer not null,
  gone integer not null,
  primary key (sequence, scope)
) strict, without rowid;

create table scopes (
  scope integer primary key,
  account text not null,
  source text not null,
  unique (account, source)
) strict;

create table containers (
  container integer primary key,
  scope integer not null,
  id text not null,
  parent text,
  name text not null,
  role text,
  hidden integer not null,
  first integer not null,
  is_gone integer not null,
  present integer not null,
  unread integer not null,
  absent integer not null,
  lost integer not null,
  unique (scope, id)
) strict;

create table container_states (
  container integer not null,
  first integer not null,
  parent text,
  name text not null,
  role text,
  hidden integer not null,
  is_gone integer not null,
  primary key (container, first)
) strict, without rowid;

create table items (
  item integer primary key,
  scope integer not null,
  id text not null,
  same integer,
  lost integer,
  home integer,
  unique (scope, id)
) strict;
create index items_lost on items (lost, home) where lost is not null;
create index items_same on items (same) where same is not null;

create table states (
  row integer primary key,
  item integer not null,
  named integer not null,
  container integer not null,
  first integer not null,
  last integer,
  place integer,
  is_unread integer not null,
  is_whole integer not null,
  rank integer not null,
  date integer not null,
  sender text not null,
  subject text not null,
  size integer not null,
  conversation integer,
  summary text not null
) strict;
create index states_item on states (item);
create index states_date on states (container, place, rank, date, row, first, last);
create index states_sender on states (container, place, rank, sender, row, first, last);
create index states_subject on states (container, place, rank, subject, row, first, last);
create index states_size on states (container, place, rank, size, row, first, last);
create index states_at on states (container, first, last, is_unread, item);
create index states_lost on states (container, last, row) where place = 2;
create index states_conversation on states (conversation) where conversation is not null;

create table texts (
  doc integer primary key,
  item integer not null,
  row integer not null,
  number integer not null,
  date integer not null,
  has_attachments integer not null,
  state integer not null
) strict;
create index texts_item on texts (item);
create index texts_waiting on texts (row) where state = 0;
create index texts_damaged on texts (doc) where state = 2;

create virtual table words using fts5 (
  text, content = '', columnsize = 0, detail = none, prefix = '2 3', tokenize = 'ascii'
);

create table entries (row integer primary key, entry text not null) strict;
`;

/**
 * True when the database is a whole catalog of this version for this repository. Faults: `corrupt`
 * when it can't even be asked.
 */
export function isUsable(connection: Connection, repositoryId: string): boolean {
  if (connection.first('pragma application_id')?.[0] !== APPLICATION_ID) return false;
  if (connection.first('pragma user_version')?.[0] !== SCHEMA_VERSION) return false;
  return connection.first('select repository from about')?.[0] === repositoryId;
}

/** Makes the tables in an empty database. */
export function createTables(connection: Connection, repositoryId: string): void {
  connection.exec(`begin; ${TABLES}`);
  connection.run('insert into about (repository) values (?)', [repositoryId]);
  connection.exec(
    `pragma application_id = ${APPLICATION_ID}; pragma user_version = ${SCHEMA_VERSION}; commit`,
  );
}
