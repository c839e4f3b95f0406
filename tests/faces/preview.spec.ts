import { expect, type Page } from '@playwright/test';
import { writeXlsx } from 'hucre';
import { makeDocx, makePptx, makeZip, paragraph } from '../preview/make-office.ts';
import { makePdf } from '../preview/make-pdf.ts';
import { makeWave } from '../preview/make-wave.ts';
import { findBarriers } from './axe.ts';
import { SCREENS } from './inspect.ts';
import { PICTURE } from './letters.ts';
import { takePicture } from './pictures.ts';
import { frameOf, given, show, test, under } from './preview-test.ts';

/** Light, dark and narrow, with what people with other senses would meet. */
async function look(page: Page, name: string): Promise<void> {
  for (const [kind, colorScheme, width] of [
    ['light', 'light', 1000],
    ['dark', 'dark', 1000],
    ['narrow', 'light', 400],
  ] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 760 });
    await page.waitForTimeout(150);
    await takePicture(page, `${SCREENS}preview-${name}-${kind}.png`);
    // Rows that are all alike take long and tell nothing new.
    const without = ['.textLayer', '.grid tr:nth-child(n+12)'];
    const found = await findBarriers(page, { without });
    expect.soft(found, `${name}, ${kind}`).toEqual([]);
    const isTooWide = () => document.documentElement.scrollWidth > innerWidth;
    expect.soft(await page.evaluate(isTooWide), `${name}, ${kind}: too wide`).toBe(false);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1000, height: 760 });
}

test('a locked PDF asks for its password, says when it is wrong, and opens', async ({ shown }) => {
  await show(shown, given('a.pdf', makePdf({ pages: ['Opened'], password: 'oskar' })));
  const field = shown.getByLabel('Password of the file');
  await field.fill('wrong');
  await shown.getByRole('button', { name: 'Open' }).click();
  await expect(shown.getByRole('alert')).toHaveText('That is not its password.');
  await look(shown, 'password');
  await field.fill('oskar');
  await field.press('Enter');
  await expect(shown.locator('.textLayer')).toContainText('Opened');
  await look(shown, 'pdf');
});

test('of a long PDF only the pages near to being seen are drawn', async ({ shown }) => {
  const pages = Array.from({ length: 500 }, (_, index) => `Page ${index + 1}`);
  await show(shown, given('long.pdf', makePdf({ pages })));
  await expect(under(shown)).toContainText('Page 1 of 500');
  const sight = shown.getByRole('region', { name: 'long.pdf' });
  await sight.evaluate((element) => element.scrollTo(0, element.scrollHeight));
  await expect(under(shown)).toContainText('Page 500 of 500');
  await expect(shown.locator('.textLayer').last()).toContainText('Page 500');
  expect(await shown.locator('.pdf-page canvas').count()).toBeLessThan(8);
  await shown.getByRole('button', { name: '100%' }).click();
  await expect(shown.locator('.pdf-page').first()).toHaveCSS('width', /^533/);
});

test('a workbook shows its values and its sheets', async ({ shown }) => {
  const rows = [
    ['Line', 'kN, G', 'kN, Q'],
    ...Array.from({ length: 400 }, (_, index) => [`Grid A, pier ${index}`, 412 + index, 96.5]),
  ];
  const sheets = [
    { name: 'Loads', rows },
    { name: 'Notes', rows: [['By Tomasz Wilk']] },
    { name: 'Empty', rows: [] },
  ];
  await show(shown, given('Bearing loads.xlsx', await writeXlsx({ sheets })));
  await expect(shown.getByRole('cell', { name: 'Grid A, pier 7', exact: true })).toBeVisible();
  await expect(under(shown)).toContainText('Sheet 1 of 3. Values only');
  await look(shown, 'sheet');
  await shown.getByText('201 rows more').scrollIntoViewIfNeeded();
  await shown.getByRole('button', { name: 'Show more' }).click();
  await expect(shown.getByRole('cell', { name: 'Grid A, pier 399' })).toHaveCount(1);
  await shown.getByRole('button', { name: 'Notes' }).click();
  await expect(shown.getByRole('cell', { name: 'By Tomasz Wilk' })).toBeVisible();
  await shown.getByRole('button', { name: 'Empty' }).click();
  await expect(shown.getByText('Nothing is in this sheet.')).toBeVisible();
});

test('a presentation is its words, and that is said', async ({ shown }) => {
  const slides = [
    { title: 'Mill Lane School', lines: ['Bearing loads', 'Party wall'] },
    { title: 'Next', lines: ['Snag list'] },
  ];
  await show(shown, given('Review.pptx', makePptx(slides)));
  await expect(shown.getByRole('heading', { name: 'Mill Lane School' })).toBeVisible();
  await expect(under(shown)).toContainText('Text only');
  await look(shown, 'slides');
});

test('a document, a picture, code, a table and a text look as they should', async ({ shown }) => {
  const body = Array.from({ length: 12 }, (_, index) =>
    paragraph(`Paragraph ${index + 1}: the party wall award was signed by both surveyors.`),
  ).join('');
  await show(shown, given('Award.docx', makeDocx({ body })));
  await expect(frameOf(shown).getByText('Paragraph 1:')).toBeVisible();
  await look(shown, 'document');
  await show(shown, given('Site.png', PICTURE));
  await expect(under(shown)).toContainText('PNG picture');
  await look(shown, 'picture');
  await show(
    shown,
    given('run.ts', 'export function add(a: number, b: number) {\n  return a + b;\n}\n'),
  );
  await expect(shown.locator('.numbers')).toHaveText('1\n2\n3');
  await look(shown, 'code');
  await show(shown, given('a.json', '{"name":"Ines","list":[1,2,{"deep":true}]}'));
  await expect(shown.locator('pre').last()).toContainText('"deep": true');
  await look(shown, 'json');
  await show(shown, given('a.csv', 'place,kept\nMail,41564\nFiles,"1,204"\n'));
  await expect(shown.getByRole('cell', { name: '41564' })).toBeVisible();
  await look(shown, 'table');
  await show(
    shown,
    given(
      'R.md',
      '# Read me\n\nSome *words* and `code`.\n\n- one\n- two\n\n> said\n\n```\nlet x = 1;\n```\n\n| a | b |\n|-|-|\n| 1 | 2 |\n',
    ),
  );
  await look(shown, 'markdown');
});

test('a long text comes a megabyte at a time', async ({ shown }) => {
  await show(shown, given('long.txt', `${'A line of words.\n'.repeat(150_000)}The end.`));
  await expect(under(shown)).toContainText('MB more');
  await shown.getByRole('button', { name: 'Show more' }).click();
  await shown.getByRole('button', { name: 'Show more' }).click();
  await expect(under(shown)).not.toContainText('more');
  await expect(shown.locator('pre')).toContainText('The end.');
});

test('sound plays with the browser’s controls; what it can’t decode is said', async ({ shown }) => {
  await show(shown, given('note.wav', makeWave()));
  const sound = shown.locator('audio');
  await expect(sound).toHaveJSProperty('controls', true);
  await expect
    .poll(() => sound.evaluate((each: HTMLAudioElement) => each.duration))
    .toBeCloseTo(1, 1);
  await look(shown, 'sound');
  await show(shown, given('note.mp3', 'ID3 and then nothing of the kind'));
  await expect(shown.getByRole('alert')).toContainText(
    'This browser can’t show this kind of file.',
  );
});

test('what is damaged, not decoded, not shown or too much says so', async ({ shown }) => {
  const cut = makePdf({ pages: ['x'] }).slice(0, 120);
  for (const [file, words] of [
    [given('a.pdf', cut), 'it is damaged'],
    [given('a.docx', 'PK'), 'it is damaged'],
    [given('a.png', Buffer.concat([Buffer.from(PICTURE).subarray(0, 60)])), 'it is damaged'],
    [given('a.xlsx', makeZip({ 'a.txt': 'x' })), 'it is damaged'],
  ] as const) {
    await show(shown, file);
    await expect(shown.getByRole('alert'), file.name).toContainText(words);
  }
  await look(shown, 'damaged');
  await show(shown, given('IMG_1.heic', '....ftypheic'));
  await expect(shown.getByText('Browsers can’t show this kind.')).toBeVisible();
  await look(shown, 'undecoded');
  await show(shown, given('all.zip', makeZip({ a: 'x' })));
  await expect(shown.getByText('Zip archive')).toBeVisible();
  const huge = Buffer.from(PICTURE);
  huge.writeUInt32BE(60_000, 16);
  huge.writeUInt32BE(60_000, 20);
  await show(shown, given('huge.png', huge));
  await expect(shown.getByRole('alert')).toContainText('There is too much in this file');
});

test('loading can be broken off and begun again, and large files are asked about', async ({
  shown,
}) => {
  await show(shown, given('a.txt', 'Hello', { isSlow: true }));
  await expect(shown.getByRole('progressbar')).toBeVisible();
  await shown.getByRole('button', { name: 'Cancel' }).click();
  await expect(shown.getByRole('button', { name: 'Show it' })).toBeVisible();
  expect(await shown.evaluate(() => window.faults)).toEqual([]);
  await show(shown, given('a.txt', 'Hello', { sizeBytes: 400_000_000 }));
  await expect(shown.getByText('It is large')).toBeVisible();
  await shown.getByRole('button', { name: 'Show it' }).click();
  await expect(shown.locator('pre')).toHaveText('Hello');
});

test('small pictures are made a few at a time, once for equal bytes, and only of what is seen', async ({
  shown,
}) => {
  const pictures = Array.from({ length: 12 }, (_, index) =>
    given(`${index}.png`, Buffer.concat([PICTURE, Buffer.from(String(index % 6))])),
  );
  const others = [
    given('bad.png', 'not a picture'),
    given('a.pdf', '%PDF-'),
    given('a film.jpg', 'too much to be read for a list', { sizeBytes: 900_000_000 }),
  ];
  const unseen = Array.from({ length: 30 }, (_, index) => given(`far ${index}.png`, `${index}`));
  await shown.evaluate(
    (list) => window.showThumbnails(list, 'row'),
    [...others, ...pictures, ...unseen],
  );
  // Thirteen lines of 60 pixels are in sight.
  await expect(shown.locator('.thumbnail img')).toHaveCount(10);
  const last = shown.locator('li').nth(14);
  await last.evaluate((line) => line.scrollIntoView({ block: 'end' }));
  await expect(shown.locator('.thumbnail img')).toHaveCount(12);
  await expect(shown.locator('.thumbnail svg')).toHaveCount(33);
  const { most, all, bytes } = await shown.evaluate(() => window.loads);
  expect(most).toBeLessThanOrEqual(2);
  expect(all).toBe(8);
  expect(bytes).toBeLessThan(200_000);
});

test('as tiles, first pages and beginnings of films are seen as well', async ({ shown }) => {
  const film = await shown.evaluate(async () => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 64;
    const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: 'video/webm' });
    const came = new Promise<Blob>((resolve) => {
      recorder.ondataavailable = ({ data }) => resolve(data);
    });
    recorder.start();
    // However late each comes: so many pictures are in it.
    for (let frame = 0; frame < 30; frame += 1) {
      const context = canvas.getContext('2d');
      if (context) context.fillStyle = `hsl(${frame * 12} 90% 50%)`;
      context?.fillRect(0, 0, 64, 64);
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    recorder.stop();
    const bytes = new Uint8Array(await (await came).arrayBuffer());
    return btoa([...bytes].map((byte) => String.fromCharCode(byte)).join(''));
  });
  const files = [
    given('Plan.pdf', makePdf({ pages: ['The plan'] })),
    given('Locked.pdf', makePdf({ pages: ['Closed'], password: 'oskar' })),
    { ...given('Site.webm', ''), base64: film, sizeBytes: 900_000_000 },
    given('Broken.mp4', 'no film'),
  ];
  await shown.evaluate((list) => window.showThumbnails(list, 'tile'), files);
  const seen = (name: string) => shown.locator('li', { hasText: name }).locator('.thumbnail img');
  await expect(seen('Plan.pdf')).toHaveCount(1);
  await expect(seen('Site.webm')).toHaveCount(1);
  await expect(shown.locator('.thumbnail svg')).toHaveCount(2);
  await expect.poll(() => shown.evaluate(() => window.loads.running)).toBe(0);
  await expect(seen('Locked.pdf')).toHaveCount(0);
});
