// What recover.html does with the reader. `build-page.mjs` puts both into one page.
import {
  CannotOpen,
  Damage,
  dayOf,
  exportItem,
  exportSnapshot,
  foldersOf,
  lineOf,
  openRepository,
  printable,
  summaryOf,
} from './recover.mjs';
import { ZipWriter } from './zip.mjs';

/**
 * @typedef {import('./recover.mjs').Repository} Repository
 * @typedef {import('./recover.mjs').StoredFile} StoredFile
 * @typedef {Repository['snapshots'][number]} Snapshot
 * @typedef {Snapshot['containers'][number]} Container
 * @typedef {{title: string, from: string, date: Date | null, item: any, container: Container}} Row
 */

const ROWS_AT_ONCE = 200;
const MOST_PROBLEMS_SHOWN = 50;

/** Thrown by whatever goes on when the person stops it or begins something else. */
class Stopped extends Error {}

/** @template {HTMLElement} T @param {string} id @param {new () => T} type @returns {T} */
function element(id, type) {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${id}`);
  return found;
}

const page = {
  choose: element('choose', HTMLElement),
  folder: element('folder', HTMLInputElement),
  unlock: element('unlock', HTMLFormElement),
  secret: element('secret', HTMLInputElement),
  reveal: element('reveal', HTMLInputElement),
  work: element('work', HTMLElement),
  busy: element('busy', HTMLElement),
  progress: element('progress', HTMLProgressElement),
  stop: element('stop', HTMLButtonElement),
  damage: element('damage', HTMLElement),
  problems: element('problems', HTMLElement),
  saveProblems: element('save-problems', HTMLButtonElement),
  contents: element('contents', HTMLElement),
  contentsTitle: element('contents-title', HTMLElement),
  snapshot: element('snapshot', HTMLSelectElement),
  saveAll: element('save-all', HTMLButtonElement),
  verify: element('verify', HTMLButtonElement),
  folders: element('folders', HTMLElement),
  itemsTitle: element('items-title', HTMLElement),
  filterRow: element('filter-row', HTMLElement),
  filter: element('filter', HTMLInputElement),
  itemsNote: element('items-note', HTMLElement),
  items: element('items', HTMLElement),
  more: element('more', HTMLButtonElement),
};

/** @type {Repository | null} */
let repository = null;
/** @type {Row[]} */
let rows = [];
let shown = 0;
/** Counts what was begun; who finds another number than its own has been stopped. */
let current = 0;

// ---- Telling

/** @param {string} text @param {boolean} [isBad] */
function say(text, isBad = false) {
  // A screen reader says it again if the same is written once more.
  if (page.work.textContent !== text) page.work.textContent = text;
  page.work.classList.toggle('bad', isBad);
}

/**
 * Does one thing at a time, with a bar and a way to stop it.
 * @param {string} words @param {(onProgress: (progress: {step: string, done: number, total: number}) => void) => Promise<void>} work
 */
async function busyWith(words, work) {
  current += 1;
  const own = current;
  say(words);
  page.busy.hidden = false;
  page.progress.removeAttribute('value');
  try {
    await work(({ step, done, total }) => {
      if (own !== current) throw new Stopped();
      const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
      page.progress.value = percent / 100;
      // Rarely, as each change is read aloud.
      if (percent % 10 === 0) say(`${step}: ${percent} %`);
    });
  } catch (error) {
    if (own !== current) return;
    if (error instanceof Stopped) say('Stopped.');
    else if (error instanceof CannotOpen) say(`It can’t be opened: ${error.message}.`, true);
    else say(`That did not work: ${error instanceof Error ? error.message : error}`, true);
  } finally {
    if (own === current) page.busy.hidden = true;
  }
}

/** @param {string} tag @param {string} text @param {string} [className] */
function make(tag, text, className = '') {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className !== '') made.className = className;
  return made;
}

function showProblems() {
  const problems = repository?.problems ?? [];
  page.damage.hidden = problems.length === 0;
  // What is lost to a person comes before the files that are to blame.
  const ordered = [...problems].sort((a, b) => Number(!a.folder) - Number(!b.folder));
  const lines = ordered.slice(0, MOST_PROBLEMS_SHOWN).map((each) => make('li', lineOf(each)));
  const left = problems.length - lines.length;
  if (left > 0) lines.push(make('li', `and ${left} more; save the list to see them`));
  page.problems.replaceChildren(...lines);
}

/** @param {number} count @param {string} thing */
function counted(count, thing) {
  return `${count.toLocaleString()} ${thing}${count === 1 ? '' : 's'}`;
}

// ---- Choosing

/** @param {string} path @param {File} file @returns {StoredFile} */
function storedFile(path, file) {
  return {
    path,
    size: file.size,
    read: async (start, end) => new Uint8Array(await file.slice(start, end).arrayBuffer()),
  };
}

/**
 * The repository in what was chosen, wherever in it that is.
 * @param {StoredFile[]} files
 */
function withinRepository(files) {
  const roots = files
    .map(({ path }) => /^(.*\/|)(format|packs\/..\/.*|snapshots\/.*|keys\/.*)$/i.exec(path)?.[1])
    .filter((root) => root !== undefined)
    .sort((a, b) => a.length - b.length);
  const root = roots[0] ?? '';
  return files
    .filter(({ path }) => path.startsWith(root))
    .map((file) => ({ ...file, path: file.path.slice(root.length) }));
}

/** @param {() => Promise<StoredFile[]>} list */
function open(list) {
  page.unlock.hidden = true;
  page.contents.hidden = true;
  page.damage.hidden = true;
  repository = null;
  return busyWith('Looking at the folder…', async (onProgress) => {
    if (globalThis.crypto?.subtle === undefined) {
      throw new CannotOpen(
        'this browser does not let a page from a disk decrypt anything; try another',
      );
    }
    const files = withinRepository(await list());
    onProgress({ step: 'Looking at the folder', done: 0, total: 1 });
    const found = await openRepository(files);
    repository = found;
    if (!found.isLocked) {
      await load(found, onProgress);
      return;
    }
    say('It is locked.');
    page.unlock.hidden = false;
    page.secret.value = '';
    page.secret.focus();
  });
}

page.folder.addEventListener('change', () => {
  const files = Array.from(page.folder.files ?? []);
  if (files.length > 0)
    open(async () => files.map((file) => storedFile(file.webkitRelativePath, file)));
});

/** @param {FileSystemEntry} entry @param {string} path @returns {Promise<StoredFile[]>} */
async function filesOf(entry, path) {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => {
      /** @type {FileSystemFileEntry} */ (entry).file(resolve, reject);
    });
    return [storedFile(path, file)];
  }
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  const files = [];
  for (;;) {
    /** @type {FileSystemEntry[]} a hundred at most */
    const inner = await new Promise((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (inner.length === 0) return files;
    for (const each of inner) files.push(...(await filesOf(each, `${path}/${each.name}`)));
  }
}

for (const name of ['dragenter', 'dragover']) {
  document.addEventListener(name, (event) => {
    event.preventDefault();
    page.choose.classList.add('over');
  });
}
document.addEventListener('dragleave', (event) => {
  if (event.relatedTarget === null) page.choose.classList.remove('over');
});
document.addEventListener('drop', (event) => {
  event.preventDefault();
  page.choose.classList.remove('over');
  // They must be taken at once: after the first await the list is empty.
  const entries = Array.from(event.dataTransfer?.items ?? [], (item) => item.webkitGetAsEntry());
  open(async () => {
    const files = [];
    for (const entry of entries)
      if (entry !== null) files.push(...(await filesOf(entry, entry.name)));
    return files;
  });
});

// ---- Unlocking

page.reveal.addEventListener('change', () => {
  page.secret.type = page.reveal.checked ? 'text' : 'password';
});

page.unlock.addEventListener('submit', (event) => {
  event.preventDefault();
  const locked = repository;
  if (locked === null) return;
  busyWith('Working out the key…', async (onProgress) => {
    if (!(await locked.unlock(page.secret.value, onProgress))) {
      say('This passphrase or recovery code does not open it. Look for a typing mistake.', true);
      page.secret.select();
      return;
    }
    page.secret.value = '';
    page.unlock.hidden = true;
    await load(locked, onProgress);
  });
});

// ---- Looking around

/** @param {Repository} opened @param {(progress: {step: string, done: number, total: number}) => void} onProgress */
async function load(opened, onProgress) {
  await opened.load(onProgress);
  showProblems();
  if (opened.snapshots.length === 0) {
    say('It opens, but there is no snapshot in it that can be read.', true);
    return;
  }
  page.snapshot.replaceChildren(
    ...opened.snapshots.map(({ endedAt, sequence, isRunEnd, complete }, nth) => {
      const date = new Date(endedAt);
      const time = Number.isNaN(date.getTime()) ? endedAt : date.toLocaleString();
      const state = !isRunEnd ? ', in the middle of a run' : complete ? '' : ', not complete';
      return new Option(printable(`${time} (number ${sequence}${state})`), String(nth));
    }),
  );
  const newest = opened.newest === undefined ? 0 : opened.snapshots.indexOf(opened.newest);
  page.snapshot.value = String(newest);
  showFolders();
  page.contents.hidden = false;
  page.contentsTitle.focus();
  say('It is open.');
}

/** @returns {Snapshot | undefined} */
function chosenSnapshot() {
  return repository?.snapshots[Number(page.snapshot.value)];
}

/** @param {HTMLElement} made @param {number} depth */
function indented(made, depth) {
  made.style.paddingInlineStart = `${12 + 14 * Math.min(6, depth - 1)}px`;
  return made;
}

/** @param {Container} container @param {string} path @param {number} depth */
function folderLine(container, path, depth) {
  const button = document.createElement('button');
  button.type = 'button';
  button.title = path;
  const name = make('span', printable(container.name) || path);
  button.append(name, make('span', container.itemCount.toLocaleString(), 'quiet'));
  button.addEventListener('click', () => {
    for (const each of page.folders.querySelectorAll('[aria-current]')) {
      each.removeAttribute('aria-current');
    }
    button.setAttribute('aria-current', 'true');
    showItems(container, path);
  });
  const line = document.createElement('li');
  line.append(indented(button, depth));
  return line;
}

function showFolders() {
  const snapshot = chosenSnapshot();
  const folders = snapshot === undefined ? [] : foldersOf(snapshot);
  folders.sort((a, b) => a.path.localeCompare(b.path));
  /** Folders, and what stands above them: an account, a kind of data. @type {Set<string>} */
  const listed = new Set();
  const lines = [];
  for (const { container, path } of folders) {
    const parts = path.split('/');
    for (let depth = 1; depth < parts.length; depth += 1) {
      const above = parts.slice(0, depth).join('/');
      if (listed.has(above)) continue;
      listed.add(above);
      lines.push(indented(make('li', parts[depth - 1], 'above quiet'), depth));
    }
    listed.add(path);
    lines.push(folderLine(container, path, parts.length));
  }
  page.folders.replaceChildren(...lines);
  page.itemsTitle.textContent = 'Items';
  page.itemsNote.textContent = 'Choose a folder to see what is in it.';
  page.itemsNote.hidden = false;
  page.filterRow.hidden = true;
  rows = [];
  showRows();
}

page.snapshot.addEventListener('change', showFolders);

/** @param {Container} container @param {string} path */
function showItems(container, path) {
  const opened = repository;
  if (opened === null) return;
  rows = [];
  showRows();
  page.itemsTitle.textContent = path;
  page.itemsNote.hidden = true;
  page.filterRow.hidden = true;
  page.filter.value = '';
  return busyWith('Reading the folder…', async (onProgress) => {
    /** @type {Row[]} */
    const found = [];
    const before = opened.problems.length;
    const tell = (/** @type {string} */ what) => opened.problems.push({ folder: path, what });
    const total = Math.max(1, container.itemCount);
    for await (const item of opened.items(container, tell)) {
      onProgress({ step: 'Reading the folder', done: Math.min(found.length, total), total });
      let meta = null;
      try {
        meta = await opened.meta(item);
      } catch (error) {
        if (!(error instanceof Damage)) throw error;
        opened.problems.push({ folder: path, item: printable(item.id), what: error.message });
      }
      found.push({ ...summaryOf(container.source, meta, item.id), item, container });
    }
    if (opened.problems.length > before) showProblems();
    rows = found.sort((a, b) => (b.date?.getTime() ?? 0) - (a.date?.getTime() ?? 0));
    page.filterRow.hidden = rows.length === 0;
    page.itemsNote.hidden = rows.length > 0;
    page.itemsNote.textContent = 'This folder is empty.';
    showRows();
    page.itemsTitle.focus();
    say(`${counted(rows.length, 'item')} in ${path}.`);
  });
}

function matching() {
  const words = page.filter.value.trim().toLowerCase();
  return rows.filter(({ title, from }) => `${title} ${from}`.toLowerCase().includes(words));
}

/** @param {boolean} [isMore] */
function showRows(isMore = false) {
  const found = matching();
  if (!isMore) {
    shown = 0;
    page.items.replaceChildren();
  }
  const next = found.slice(shown, shown + ROWS_AT_ONCE);
  page.items.append(...next.map(lineFor));
  shown += next.length;
  page.more.hidden = shown >= found.length;
}

page.filter.addEventListener('input', () => showRows());
page.more.addEventListener('click', () => showRows(true));

/** @param {Row} row */
function lineFor({ title, from, date, item, container }) {
  const text = document.createElement('div');
  text.append(make('strong', printable(title)));
  const about = [date === null ? '' : date.toLocaleString(), printable(from)];
  if (!item.whole) about.push('not whole');
  text.append(make('span', about.filter((each) => each !== '').join(' · '), 'quiet'));
  const save = /** @type {HTMLButtonElement} */ (make('button', 'Save'));
  save.type = 'button';
  save.setAttribute('aria-label', `Save ${printable(title)}`);
  save.addEventListener('click', () => saveItem(item, container));
  const line = document.createElement('li');
  line.append(text, save);
  return line;
}

// ---- Saving

/** @param {Blob} blob @param {string} name */
function download(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** @param {any} item @param {Container} container */
function saveItem(item, container) {
  const opened = repository;
  if (opened === null) return;
  return busyWith('Saving…', async () => {
    const { files, problems } = await exportItem(opened, container, item);
    for (const { path, chunks, folder, title } of files) {
      const parts = [];
      try {
        for await (const bytes of chunks())
          parts.push(/** @type {Uint8Array<ArrayBuffer>} */ (bytes));
        download(new Blob(parts), path.split('/').at(-1) ?? 'item');
      } catch (error) {
        if (!(error instanceof Damage)) throw error;
        problems.push({ folder, item: title, what: error.message });
      }
    }
    opened.problems.push(...problems);
    showProblems();
    if (files.length === 0 || problems.length > 0) say('Something of it is damaged.', true);
    else say('Saved.');
  });
}

/**
 * Where a large file goes: straight to the disk where the browser can do that, otherwise into its own
 * store and from there to the downloads.
 * @param {string} name
 */
async function openSink(name) {
  const ask = Reflect.get(window, 'showSaveFilePicker');
  if (typeof ask === 'function') {
    try {
      const handle = await ask({ suggestedName: name });
      const stream = await handle.createWritable();
      return {
        write: (/** @type {Blob | Uint8Array<ArrayBuffer>} */ part) => stream.write(part),
        close: () => stream.close(),
        abort: () => stream.abort(),
      };
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') throw new Stopped();
      // Not allowed here: the other way then.
    }
  }
  /** @type {Blob[]} */
  const kept = [];
  /** @type {(Blob | Uint8Array<ArrayBuffer>)[]} */
  let parts = [];
  let held = 0;
  return {
    write(/** @type {Blob | Uint8Array<ArrayBuffer>} */ part) {
      parts.push(part);
      held += part instanceof Blob ? 0 : part.length;
      if (held < 16 * 1024 * 1024) return;
      kept.push(new Blob(parts));
      parts = [];
      held = 0;
    },
    close: () => download(new Blob([...kept, ...parts], { type: 'application/zip' }), name),
    abort: () => {
      kept.length = 0;
    },
  };
}

page.saveAll.addEventListener('click', () => {
  const opened = repository;
  const snapshot = chosenSnapshot();
  if (opened === null || snapshot === undefined) return;
  return busyWith('Saving everything…', async (onProgress) => {
    const sink = await openSink(`holdfast-${dayOf(new Date(snapshot.endedAt))}.zip`);
    const before = opened.problems.length;
    try {
      const zip = new ZipWriter(sink.write);
      const tell = (/** @type {any} */ problem) => opened.problems.push(problem);
      for await (const file of exportSnapshot(opened, snapshot, tell, onProgress)) {
        try {
          await zip.add(file.path, file.date, file.chunks());
        } catch (error) {
          if (!(error instanceof Damage)) throw error;
          tell({ folder: file.folder, item: file.title, what: error.message });
        }
      }
      await zip.finish();
      await sink.close();
    } catch (error) {
      await sink.abort();
      throw error;
    }
    showProblems();
    const damaged = opened.problems.length - before;
    if (damaged === 0) say('Everything is saved.');
    else say(`Saved, but for what is damaged (${damaged}).`, true);
  });
});

page.verify.addEventListener('click', () => {
  const opened = repository;
  if (opened === null) return;
  return busyWith('Checking…', async (onProgress) => {
    const { items, packs, blobs } = await opened.verify(onProgress);
    showProblems();
    const read = `${counted(items, 'item')}, ${counted(blobs, 'blob')} and ${counted(packs, 'pack')}`;
    if (opened.problems.length === 0) say(`Sound: ${read} were read.`);
    else say(`${read} were read, and something is damaged.`, true);
  });
});

page.saveProblems.addEventListener('click', () => {
  const lines = repository?.problems.map(lineOf) ?? [];
  download(new Blob([`${lines.join('\n')}\n`], { type: 'text/plain' }), 'damaged.txt');
});

page.stop.addEventListener('click', () => {
  current += 1;
  page.busy.hidden = true;
  say('Stopped.');
});
