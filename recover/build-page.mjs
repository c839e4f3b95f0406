// Makes recover.html, one page with everything in it: node recover/build-page.mjs
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const read = (/** @type {string} */ name) => readFile(new URL(name, import.meta.url), 'utf8');

/**
 * A module as an expression that gives its exports to the modules after it, as a page has one script.
 * @param {string} text
 */
function inlined(text) {
  const names = [...text.matchAll(/^export (?:async )?(?:function\*?|class|const) (\w+)/gm)].map(
    ([, name]) => name,
  );
  const body = text.replace(/^export /gm, '');
  return `const { ${names.join(', ')} } = (() => {\n${body}\nreturn { ${names.join(', ')} };\n})();\n`;
}

/** @param {string} text */
function hashOf(text) {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

export async function buildPage() {
  const [template, style, recover, zip, page] = await Promise.all(
    ['page.html', 'page.css', 'recover.mjs', 'zip.mjs', 'page.mjs'].map(read),
  );
  const [, reader = ''] =
    /^\/\/ ---- The reader begins.*?$(.*)^\/\/ ---- The reader ends/ms.exec(recover) ?? [];
  const script = [
    `\n/* The reader, as in recover.mjs. */\n${inlined(reader)}`,
    `\n${inlined(zip)}`,
    `\n${page.replace(/^import [^;]*;\n/gm, '')}`,
  ].join('');
  if (reader === '' || /<\/script|<!--/i.test(script))
    throw new Error('the script does not fit into a page');
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return [
    ['%CSP%', policy],
    [/<link rel="stylesheet"[^>]*>/, `<style>${style}</style>`],
    [/<script type="module"[^>]*>/, `<script type="module">${script}`],
  ].reduce((text, [place, words]) => text.replace(place, () => String(words)), template);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(new URL('recover.html', import.meta.url), await buildPage());
}
