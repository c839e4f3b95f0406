import { afterEach, expect, test, vi } from 'vitest';
import { sanitiseChat } from '../../shared/ui/parts/chat-html.ts';

const NONE = { pictureOf: () => undefined };
/** The page itself may load pictures over https; nothing of a message may make it do so. */
const requested = () =>
  performance.getEntriesByType('resource').filter(({ name }) => name.includes('evil.test'));

function shown(html: string, options = NONE as Parameters<typeof sanitiseChat>[1]): HTMLElement {
  const place = document.createElement('div');
  document.body.append(place);
  place.replaceChildren(sanitiseChat(html, options));
  return place;
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 300));

afterEach(() => {
  document.body.replaceChildren();
});

test.each([
  ['a script', '<script>globalThis.ran = 1</script>'],
  ['a handler', '<img src="x" onerror="globalThis.ran = 1"><p onclick="globalThis.ran = 1">a</p>'],
  ['an address that runs', '<a href="javascript:globalThis.ran=1">a</a>'],
  [
    'drawings with a script',
    '<svg><script>globalThis.ran = 1</script><g onload="globalThis.ran=1"/></svg>',
  ],
  [
    'formulas that hide a picture',
    '<math><mtext><table><mglyph><style><img src=x onerror="globalThis.ran=1">',
  ],
  [
    'a frame',
    '<iframe srcdoc="<script>parent.ran = 1</script>"></iframe><object data="x"></object>',
  ],
  ['a template', '<template><img src=x onerror="globalThis.ran=1"></template>'],
  ['an element of its own', '<x-a is="b" onfocus="globalThis.ran=1" autofocus tabindex=1>a</x-a>'],
])('%s does not run', async (_name, html) => {
  vi.stubGlobal('ran', 0);
  const place = shown(`<p>words</p>${html}`);
  for (const link of place.querySelectorAll('a')) link.click();
  await settle();
  expect((globalThis as { ran?: number }).ran).toBe(0);
  expect(place.textContent).toContain('words');
  expect(place.querySelector('script, svg, math, iframe, object, template, style')).toBeNull();
  expect([...place.querySelectorAll('*')].flatMap((each) => each.getAttributeNames())).toEqual(
    expect.not.arrayContaining([expect.stringMatching(/^on|tabindex|autofocus|^is$/)]),
  );
});

test('nothing is loaded from elsewhere, not even while it is taken apart', async () => {
  const place = shown(`
    <img src="https://evil.test/a.png" srcset="https://evil.test/b.png 2x" alt="GIF">
    <emoji alt="x"><img src="https://evil.test/c.png"></emoji>
    <at id="0"><img src="https://evil.test/d.png">Ines</at>
    <h1><img src="//evil.test/e.png"></h1><codeblock><img src="https://evil.test/f.png"></codeblock>
    <p style="background:url(https://evil.test/g.png)" background="https://evil.test/h.png">a</p>
    <link rel="stylesheet" href="https://evil.test/i.css"><style>@import "https://evil.test/j.css";</style>
    <video src="https://evil.test/k.mp4" poster="https://evil.test/l.png"></video>
    <input type="image" src="https://evil.test/m.png"><table background="https://evil.test/n.png"></table>
    <link rel="prefetch" href="https://evil.test/o"><meta http-equiv="refresh" content="0;url=https://evil.test/p">`);
  await settle();
  expect(requested()).toEqual([]);
  expect(place.querySelector('img, link, style, video, input, meta')).toBeNull();
  // It is named, and can be gone to.
  expect(place.querySelector('a')).toMatchObject({
    textContent: 'GIF (on evil.test, not in your copy)',
    href: 'https://evil.test/a.png',
    rel: 'noopener noreferrer nofollow',
    target: '_blank',
  });
});

test('it can’t pose as a part of the page: no ids, names, classes, styles, fields or headings', () => {
  const place = shown(`
    <h1 id="page" class="heard" style="position:fixed;inset:0">Sign in</h1>
    <form action="https://evil.test" id="page"><input name="engine" value="x"><button>Restore</button></form>
    <div role="alert" aria-label="x" data-act="restore" data-index="0" contenteditable>b</div>
    <dialog open>c</dialog><details open><summary>d</summary></details><a name="page">e</a>`);
  const names = [...place.querySelectorAll('*')].flatMap((each) => each.getAttributeNames());
  expect(new Set(names)).toEqual(new Set(['class']));
  expect([...place.querySelectorAll('[class]')].map(({ className }) => className)).toEqual([
    'head',
  ]);
  expect(
    place.querySelector('h1, form, input, button, dialog, details, summary, [id], [name]'),
  ).toBeNull();
  expect(place.textContent).toContain('Sign in');
});

test('links say where they lead, whatever their words say', () => {
  const place = shown(
    '<a href="https://bank.example@evil.test/x" title="https://bank.example" target="_self">https://bank.example</a>' +
      '<a href="data:text/html,x">b</a><a href="file:///etc/passwd">c</a><a href="#page">d</a><a href="/settings">e</a>',
  );
  const [first, ...others] = place.querySelectorAll('a');
  expect(first).toMatchObject({
    href: 'https://evil.test/x',
    title: 'https://evil.test/x',
    target: '_blank',
    rel: 'noopener noreferrer nofollow',
  });
  expect(others.map((each) => each.getAttribute('href'))).toEqual([null, null, null, null]);
});

test('kept pictures are shown, those on their way leave room, those not kept are named', () => {
  const place = shown(
    '<img src="cid:a" alt="image" width="9000" style="width:9000px"><img src="cid:b"><img src="cid:c" alt="Plan">',
    { pictureOf: (id) => (id === 'a' ? 'blob:here' : id === 'b' ? undefined : null) },
  );
  const [kept] = place.querySelectorAll('img');
  expect(place.querySelectorAll('img')).toHaveLength(1);
  expect(kept?.getAttributeNames().sort()).toEqual(['alt', 'src']);
  expect(kept).toMatchObject({ alt: 'Picture' });
  expect(place.querySelectorAll('.picture-waits')).toHaveLength(1);
  expect(place.querySelector('.picture-elsewhere')?.textContent).toContain('not in your copy');
});

test('what Teams writes is read: mentions, emoji, code, lists; empty lines around it are not', () => {
  const place = shown(
    '<p>&nbsp;</p><p>Hi <at id="0">Ines Marten</at> <emoji alt="🙂" title="smile"></emoji></p>' +
      '<codeblock class="sql"><code>select 1;<br>select 2;</code></codeblock>' +
      '<attachment id="1"></attachment><ul><li>one</li></ul><p><br></p>',
  );
  expect(place.querySelector('.mention')?.textContent).toBe('Ines Marten');
  expect(place.firstElementChild?.textContent).toBe('Hi Ines Marten 🙂');
  expect(place.querySelector('pre code')?.innerHTML).toBe('select 1;<br>select 2;');
  expect(place.lastElementChild?.tagName).toBe('UL');
  expect(place.querySelector('attachment, emoji, at, codeblock')).toBeNull();
});

test('what is nested, long or of many tags beyond reason becomes words, at once', () => {
  const startedAt = performance.now();
  const deep = shown(`${'<div><b>'.repeat(20_000)}deep down${'</b></div>'.repeat(20_000)}`);
  const shortOf = shown(`${'<div><b>'.repeat(1_900)}deep down`);
  const many = shown('<i>x</i>'.repeat(50_000));
  const few = shown(`${'<blockquote>'.repeat(300)}deep down${'</blockquote>'.repeat(300)}`);
  expect(performance.now() - startedAt).toBeLessThan(30_000);
  expect(shortOf.textContent).toContain('deep down');
  expect(deep.textContent).toContain('deep down');
  expect(few.textContent).toContain('deep down');
  const depth = (element: Element): number =>
    1 + Math.max(0, ...[...element.children].map((each) => depth(each)));
  expect(depth(few)).toBeLessThan(60);
  expect(depth(deep)).toBeLessThan(60);
  expect(many.querySelectorAll('*').length).toBeLessThan(10);
});
