import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textOfHtml } from './html-text.ts';

const textOf = (html: string) => textOfHtml(html, 1000);

test('tags fall away, blocks part words and inline tags do not', () => {
  expect(textOf('<p>Crack <b>mon</b>itors</p><p>week&nbsp;44</p>')).toBe('Crack monitors week 44');
  expect(textOf('<table><tr><td>one</td><td>two</td></tr></table>a<br>b')).toBe('one two a b');
});

test('styles, scripts, titles and comments are no text', () => {
  const html = `<head><title>No</title><style>p { color: red }</style></head>
    <!-- <p>not this</p> --><script>if (a < b) alert("</p>")</script><p title="a > b">Yes</p>`;
  expect(textOf(html)).toBe('Yes');
  expect(textOf('<!DOCTYPE html><?xml version="1"?>Yes')).toBe('Yes');
});

test('entities are the characters they stand for, also without their end', () => {
  expect(textOf('M&uuml;ller &amp; S&#246;hne &#x20AC;5 &eacute &unknown; &#0;x')).toBe(
    'Müller & Söhne €5 é &unknown; x',
  );
});

test('angle brackets that are no tags stay', () => {
  expect(textOf('1 < 2 and 3 > 2')).toBe('1 < 2 and 3 > 2');
  expect(textOf('cut off <p class="x')).toBe('cut off');
});

test('invisible letters within a word do not part it', () => {
  expect(textOf('invis&shy;ible\u00ad')).toBe('invisible');
});

test('long bodies are cut, and hostile ones take no longer than long ones', () => {
  expect(textOfHtml('word '.repeat(10_000), 100)).toHaveLength(99);
  for (const html of [
    '<'.repeat(200_000),
    '<a "'.repeat(50_000),
    '<!--'.repeat(50_000),
    '<style>'.repeat(30_000),
  ]) {
    const startedAt = performance.now();
    textOfHtml(html, 20_000);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  }
});

test('anything at all becomes text of bounded length', () => {
  const units = fc.constantFrom(
    '<',
    '>',
    '"',
    '&',
    '#',
    ';',
    '/',
    'style',
    'p',
    ' ',
    '!--',
    'é',
    '\u{1f41f}',
  );
  fc.assert(
    fc.property(fc.string({ unit: units, maxLength: 60 }), (html) => {
      expect(textOfHtml(html, 20).length).toBeLessThanOrEqual(20);
    }),
  );
});
