import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

/**
 * Who may import whom, from the bottom up. A room may import the rooms it lists, itself, and
 * nothing above or beside it; the reasons are in docs/architecture.md.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  model: ['lib'],
  backend: ['model', 'lib'],
  graph: ['model', 'lib'],
  rpc: ['model', 'lib'],
  catalog: ['model', 'lib'],
  export: ['model', 'lib'],
  simulator: ['model', 'lib'],
  repository: ['backend', 'model', 'lib'],
  sources: ['graph', 'model', 'lib'],
  engine: ['repository', 'backend', 'sources', 'graph', 'catalog', 'export', 'rpc', 'model', 'lib'],
  ui: ['rpc', 'model', 'lib'],
  'sign-in': ['model', 'lib'],
  page: ['sign-in', 'rpc', 'model', 'lib'],
  pwa: ['ui', 'page', 'sign-in', 'rpc', 'model', 'lib'],
  extension: ['ui', 'page', 'sign-in', 'rpc', 'model', 'lib'],
};

/** Packages that may be imported in one place only. */
const ONE_PLACE: Readonly<Record<string, RegExp>> = {
  idb: /^shared\/backend\//,
  'client-zip': /^shared\/engine\/zip-hand-out\.ts$/,
  '@microsoft/microsoft-graph-client': /^shared\/graph\/transport\.ts$/,
  '@sqlite.org/sqlite-wasm': /^shared\/catalog\/sqlite\.ts$/,
  '@azure/msal-browser':
    /^(shared\/sign-in\/microsoft-sign-in|pwa\/(sign-in|redirect-bridge)|extension\/host\/web-auth-doors)\.ts$/,
  'postal-mime': /^shared\/(sources\/mail\/mime\.ts$|simulator\/)/,
  dompurify: /^shared\/ui\//,
  'pdfjs-dist': /^shared\/ui\/preview\//,
  'docx-preview': /^shared\/ui\/preview\/render-docx\.ts$/,
  hucre: /^shared\/ui\/preview\//,
  marked: /^shared\/ui\/preview\/markdown\.ts$/,
  chardet: /^shared\/ui\/preview\/decode-text\.ts$/,
  preact: /^(shared\/ui|pwa|extension)\//,
  'workbox-window': /^pwa\/updates\.ts$/,
};

const ROOT = path.join(import.meta.dirname, '..');
const FILES = ['shared', 'pwa', 'extension'].flatMap((folder) =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => path.posix.join(folder, name.split(path.sep).join('/')))
    .filter((name) => /\.tsx?$/.test(name) && !/\.(test|contract)\.tsx?$/.test(name)),
);

function importsOf(file: string): string[] {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  const statements = text.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*|new URL\(\s*)['"]([^'"]+)['"]/g);
  return [...statements].map((match) => match[1]!);
}

function roomOf(file: string): string {
  return /^shared\/([\w-]+)\//.exec(file)?.[1] ?? /^(pwa|extension)\//.exec(file)?.[1] ?? '';
}

function targetOf(file: string, specifier: string): string {
  return path.posix.join(path.posix.dirname(file), specifier);
}

test('every room is known', () => {
  const rooms = new Set(FILES.map(roomOf).filter((room) => room !== ''));
  expect(Object.keys(MAY_IMPORT)).toEqual(expect.arrayContaining([...rooms]));
});

test.each(FILES.filter((file) => roomOf(file) !== ''))(
  '%s imports only from the rooms below its own',
  (file) => {
    const room = roomOf(file);
    for (const specifier of importsOf(file).filter((name) => name.startsWith('.'))) {
      const target = roomOf(targetOf(file, specifier));
      // The worker's composition is started by its address, which imports nothing of it.
      if (/^\.\.\/shared\/[\w-]+\.worker/.test(specifier)) continue;
      if (target !== '') expect([room, ...MAY_IMPORT[room]!], specifier).toContain(target);
    }
  },
);

test.each(['engine', 'own-copy', 'take-over'])('%s is composed without the interface', (name) => {
  const imports = importsOf(`shared/${name}.worker.ts`).filter((each) => each.startsWith('.'));
  expect(imports).not.toEqual([]);
  expect(imports.filter((each) => /^\.\/(ui|simulator)\//.test(each))).toEqual([]);
});

test.each(Object.entries(ONE_PLACE))('%s is imported in its one place only', (name, place) => {
  const users = FILES.filter((file) =>
    importsOf(file).some((used) => used === name || used.startsWith(`${name}/`)),
  );
  expect(users.filter((file) => !place.test(file))).toEqual([]);
});

test('what runs in Outlook’s page knows only what it shows', () => {
  const files = FILES.filter((file) => file.startsWith('extension/outlook/'));
  const packages = /^(preact(\/hooks)?|valibot|@fluentui\/svg-icons\/.+)$/;
  const inside = /^(extension\/outlook\/|shared\/(lib|model)\/|shared\/ui\/tokens\.css\?inline$)/;
  for (const file of files) {
    for (const specifier of importsOf(file)) {
      const isAllowed = specifier.startsWith('.')
        ? inside.test(targetOf(file, specifier))
        : packages.test(specifier);
      expect(isAllowed, `${file}: ${specifier}`).toBe(true);
    }
  }
});

test('the second reader shares nothing with the product', () => {
  const allowed: Readonly<Record<string, readonly string[]>> = {
    'recover.mjs': [],
    'zip.mjs': [],
    'page.mjs': ['./recover.mjs', './zip.mjs'],
    'build-page.mjs': ['recover.html'],
  };
  const files = readdirSync(path.join(ROOT, 'recover')).filter((name) => name.endsWith('.mjs'));
  expect(files.sort()).toEqual(Object.keys(allowed).sort());
  for (const file of files) {
    const used = importsOf(`recover/${file}`).filter((name) => !name.startsWith('node:'));
    expect(
      [...new Set(used)].filter((name) => /^[./\w-]+$/.test(name)),
      file,
    ).toEqual(allowed[file]);
  }
  const isItsCode = (name: string) => /(^|\/)recover\/.*\.mjs$/.test(name);
  const users = FILES.filter((file) => importsOf(file).some(isItsCode));
  expect(users).toEqual([]);
});

test('no file imports in a circle', () => {
  const graph = new Map(
    FILES.map((file) => [
      file,
      importsOf(file)
        .filter((name) => name.startsWith('.'))
        .map((name) => targetOf(file, name)),
    ]),
  );
  const done = new Set<string>();
  const open: string[] = [];
  const circles: string[] = [];
  const visit = (file: string) => {
    if (done.has(file)) return;
    if (open.includes(file)) {
      circles.push([...open.slice(open.indexOf(file)), file].join(' → '));
      return;
    }
    open.push(file);
    for (const next of graph.get(file) ?? []) visit(next);
    open.pop();
    done.add(file);
  };
  for (const file of FILES) visit(file);
  expect(circles).toEqual([]);
});

test('no folder or file has a name that says nothing', () => {
  const empty = /(^|\/)(utils?|helpers?|common|misc|manager|service|index)(\.|\/|$)/;
  expect(FILES.filter((file) => empty.test(file))).toEqual([]);
});

test('clock, randomness and network are handed in, not reached for', () => {
  const composition =
    /^(pwa\/|extension\/|shared\/(lib|simulator|ui|page|sign-in\/microsoft-sign-in)\/?|shared\/(engine|own-copy|take-over)\.worker\.ts|shared\/rpc\/engine-connection\.ts)/;
  const reaching =
    /\b(Date\.now\(\)|Math\.random\(\)|crypto\.getRandomValues|crypto\.randomUUID|(?<![.\w#])fetch\()/;
  const reachers = FILES.filter(
    (file) => !composition.test(file) && reaching.test(readFileSync(path.join(ROOT, file), 'utf8')),
  );
  expect(reachers).toEqual([]);
});
