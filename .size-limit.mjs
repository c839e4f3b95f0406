import { readdirSync, readFileSync } from 'node:fs';

/**
 * How large what a person loads may be, all as gzip. What a page loads is followed through the build's
 * own manifest, so that what moves into another file is still counted where it is loaded; the parts
 * of workers are not in there and go by their names. What no line names stands in the last two.
 */
const ROOT = 'dist/pwa';
const ASSETS = `${ROOT}/assets`;
/** @type {Record<string, { file: string; imports?: string[]; css?: string[]; isDynamicEntry?: boolean }>} */
const manifest = JSON.parse(readFileSync(`${ROOT}/.vite/manifest.json`, 'utf8'));
const scripts = readdirSync(ASSETS).filter((name) => name.endsWith('.js'));
const named = new Set();

/** Everything that is loaded before the first page can be used, whichever of the two it is. */
const first = loadedWith('index.html', 'ui/views/home.tsx', 'ui/views/welcome.tsx');
for (const file of first) named.add(file);
const firstSheets = new Set(
  Object.values(manifest)
    .filter(({ file }) => first.has(`${ROOT}/${file}`))
    .flatMap(({ css = [] }) => css.map((file) => `${ROOT}/${file}`)),
);

export default [
  line('first page: Home or welcome', '70 kB', [...first]),
  line('first page, its style sheets', '12 kB', [...firstSheets]),
  line('all other style sheets', '24 kB', [
    `${ASSETS}/*.css`,
    ...[...firstSheets].map((file) => `!${file}`),
  ]),

  opening('mail', '45 kB', 'ui/views/mail.tsx'),
  opening('files', '45 kB', 'ui/views/files.tsx'),
  opening('files as tiles, with small pictures', '30 kB', ...smallPictures()),
  opening('an alarm on Home', '3 kB', 'ui/parts/scramble-note.tsx'),
  opening('the time strip above mail', '8 kB', 'ui/parts/time-strip.tsx'),
  opening('chats', '48 kB', 'ui/views/chats.tsx'),
  opening('search', '45 kB', 'ui/views/search.tsx'),
  opening('a restore', '24 kB', 'ui/views/restore.tsx'),
  opening('journal, receipts', '8 kB', 'ui/views/journal.tsx', 'ui/views/receipt.tsx'),
  opening('Settings', '20 kB', 'ui/views/settings.tsx', 'ui/parts/account-settings.tsx'),
  opening('a chat on its way out or back', '26 kB', 'ui/parts/chat-put-back.tsx'),
  opening('choosing files', '6 kB', 'ui/parts/drive-choice.tsx'),
  opening('older versions of a file', '3 kB', 'ui/parts/kept-versions.tsx'),
  opening('a copy that is locked or away', '10 kB', 'ui/views/unlock.tsx', 'ui/views/away.tsx'),
  opening('passphrases', '12 kB', 'ui/parts/protect-dialog.tsx', 'ui/parts/lock-dialogs.tsx'),
  opening('places', '14 kB', 'ui/parts/place-settings.tsx', 'ui/parts/first-acts.tsx'),
  opening('a preview of any kind but the next two', '70 kB', ...previews()),
  opening('preview of Markdown', '45 kB', 'ui/preview/markdown-view.tsx'),
  opening(
    'preview of PDF, without its worker',
    '160 kB',
    'ui/preview/pdf-view.tsx',
    'ui/preview/first-page.ts',
  ),
  opening('sign-in', '90 kB', 'sign-in.ts'),
  opening('the extension’s own pages in a frame', '10 kB', 'extension-frame.ts'),

  worker('engine with mail', '100 kB', 'engine.worker', 'mail-source', 'index.esm'),
  worker('OneDrive, when files are copied or restored', '12 kB', 'drive-source'),
  worker('chats, when they are copied or read', '14 kB', 'chats-source', 'contents-of'),
  worker('channels of teams, when they are copied', '6 kB', 'walk-channels'),
  worker(
    'chats, when they are put back or saved',
    '26 kB',
    'put-back',
    'put-back-mail',
    'put-back-plan',
    'transcript-hand-out',
    'conversation-count',
    'safe-html',
    'chats-reading',
    'chat-entries',
  ),
  worker('Microsoft Graph, when something is asked of it', '20 kB', 'transport'),
  worker('messages with attachments, when one is opened', '26 kB', 'postal-mime'),
  worker('files that are handed out', '8 kB', 'file-hand-out', 'zip-selection', 'zip-hand-out'),
  worker('what looks for contents that became unreadable', '5 kB', 'find-scrambled'),
  worker('search: what makes texts searchable', '12 kB', 'text-feed', 'searching', 'search-text'),
  worker('check, repair, thinning out', '16 kB', 'run-check', 'find-damaged', 'prune-job', 'heal'),
  worker('second thread of a check', '25 kB', 'thread.worker', 'start-thread'),
  worker('passphrases, and changing them', '10 kB', 'argon2', 'lock-changes'),
  worker('mirror in a folder', '10 kB', 'mirror', 'mirror-keeper', 'copy-plan', 'gone-files'),
  worker('a copy that goes to the extension', '60 kB', 'own-copy.worker'),
  worker('Office documents', '75 kB', 'office.worker'),
  worker('PDF', '420 kB', 'pdf.worker'),

  line('pictures in PDF, when one is met', '300 kB', [`${ASSETS}/{openjpeg,jbig2}-*.wasm`]),
  line('characters and fonts of PDF, when needed', '1450 kB', [`${ASSETS}/pdf-data-*.bin`]),
  line('SQLite and zstd', '640 kB', [
    `${ASSETS}/open-catalog-*.js`,
    `${ASSETS}/{sqlite3,zstd}-*.wasm`,
  ]),
  line('page that opens a folder without Holdfast', '50 kB', [`${ROOT}/recover.html`]),
  line('overlay in Outlook, all of the content script', '35 kB', [
    'dist/extension-chrome/outlook.js',
  ]),

  opening('what else pages load at some time', '40 kB', ...laterRoots()),
  line('what else the engine loads at some time', '60 kB', unnamed()),
];

function line(name, limit, path) {
  for (const file of path) named.add(file);
  return { name, path, gzip: true, limit };
}

/** What these parts bring along that the first page has not loaded. */
function opening(name, limit, ...sources) {
  const files = [...loadedWith(...sources)].filter((file) => !first.has(file));
  return line(name, limit, files);
}

function worker(name, limit, ...parts) {
  const files = parts.flatMap((part) => {
    const found = scripts.filter((script) => script.replace(/-[\w-]{8}\.js$/, '') === part);
    if (found.length === 0) throw new Error(`no part is called ${part}`);
    return found.map((script) => `${ASSETS}/${script}`);
  });
  return line(name, limit, files);
}

function loadedWith(...sources) {
  const found = new Set();
  const follow = (key) => {
    const { file, imports = [] } = manifest[key];
    if (found.has(`${ROOT}/${file}`)) return;
    found.add(`${ROOT}/${file}`);
    imports.forEach(follow);
  };
  for (const source of sources) follow(keyOf(source));
  return found;
}

function keyOf(source) {
  const key = [source, `../shared/${source}`].find((each) => each in manifest);
  if (key === undefined) throw new Error(`no page loads ${source}`);
  return key;
}

function previews() {
  const heavy = /(markdown|pdf)-view|first-page/;
  return dynamicRoots().filter((key) => key.includes('/ui/preview/') && !heavy.test(key));
}

function smallPictures() {
  return ['ui/parts/file-tiles.tsx', 'ui/preview/thumbnail.tsx', 'ui/preview/film-frame.ts'];
}

function laterRoots() {
  return dynamicRoots().filter((key) => !named.has(`${ROOT}/${manifest[key].file}`));
}

function dynamicRoots() {
  return Object.keys(manifest).filter((key) => manifest[key].isDynamicEntry);
}

function unnamed() {
  // The open catalog stands with SQLite; SQLite's own workers are built along and never loaded.
  const known = /^(open-catalog|sqlite3-(worker1|opfs-async-proxy))-/;
  return scripts
    .filter((script) => !known.test(script))
    .map((script) => `${ASSETS}/${script}`)
    .filter((file) => !named.has(file));
}
