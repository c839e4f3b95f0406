import '../../shared/ui/style.css';
import { signal } from '@preact/signals';
import { h, render } from 'preact';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cdp, page, userEvent } from 'vitest/browser';
import type { Moment } from '../../shared/model/moments.ts';
import { type Face, FaceContext } from '../../shared/ui/face.ts';
import { Timed } from '../../shared/ui/parts/timed.tsx';
import type { Time } from '../../shared/ui/parts/use-time.ts';

const DAY_MS = 86_400_000;
/** A Thursday. */
const NOW = new Date(2026, 10, 26, 14, 21).getTime();

let root: HTMLElement;
const asOf = signal<number | null>(null);
const isPeeking = signal(false);

/** Four copies a day for nine weeks and more, with a week away, a day with gaps, and a great loss. */
const MOMENTS: readonly Moment[] = Array.from({ length: 280 }, (_, index) => ({
  sequence: index + 1,
  at: new Date(NOW - 9 * 60_000 - (279 - index) * (DAY_MS / 4)).toISOString(),
  new: (index * 7) % 23,
  changed: index % 3,
  gone: index === 271 ? 312 : index % 17 === 0 && index !== 272 ? 2 : 0,
  complete: index < 204 || index > 211,
})).filter((_, index) => index < 150 || index > 162);

function App({ moments }: { moments: readonly Moment[] }) {
  const time: Time = {
    moments,
    asOf: isPeeking.value ? null : asOf.value,
    moment: moments.findLast(({ sequence }) => sequence <= (asOf.value ?? -1)) ?? null,
    goTo: (sequence) => {
      asOf.value = sequence;
    },
    keep: (url) => url,
    title: (name) => name,
    isPeeking,
  };
  return h(Timed, { time, line: h('label', {}, 'Show what is gone'), children: h('main', {}) });
}

async function show(moments: readonly Moment[]): Promise<void> {
  const face = {
    now: signal(NOW),
    announcement: signal(''),
    settings: signal({ singleLetterKeys: true, density: 'comfortable' }),
  } as unknown as Face;
  render(
    h(FaceContext.Provider, {
      value: face,
      children: h('div', { class: 'app', style: 'display:block' }, h(App, { moments })),
    }),
    root,
  );
  await expect.element(page.getByText('copied')).toBeVisible();
}

const slider = () => page.getByRole('slider', { name: 'Time' });
const looked = () => MOMENTS.findIndex(({ sequence }) => sequence === asOf.value);

beforeEach(async () => {
  await page.viewport(1212, 300);
  asOf.value = null;
  root = document.createElement('div');
  document.body.append(root);
});
afterEach(() => {
  render(null, root);
  root.remove();
});

test('arrow keys go copy by copy, day by day and span by span, and Home and End to either end', async () => {
  await show(MOMENTS);
  const last = MOMENTS.length - 1;
  await expect.element(slider()).toHaveAttribute('aria-valuenow', String(last));
  await userEvent.click(page.getByRole('button', { name: 'Previous copy' }));
  expect(looked()).toBe(last - 1);
  (slider().element() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowLeft}');
  expect(looked()).toBe(last - 2);
  await expect.element(slider()).toHaveAttribute('aria-valuenow', String(last - 2));
  await expect
    .element(slider())
    .toHaveAttribute('aria-valuetext', expect.stringMatching(/gone\.$/));
  await userEvent.keyboard('{Shift>}{ArrowLeft}{/Shift}');
  expect(new Date(MOMENTS[looked()]!.at).getDate()).toBe(25);
  await userEvent.keyboard('{PageDown}');
  expect(new Date(MOMENTS[looked()]!.at).getMonth()).toBe(8);
  await userEvent.keyboard('{Home}');
  expect(looked()).toBe(0);
  await userEvent.keyboard('{PageUp}{ArrowRight}');
  expect(looked()).toBeGreaterThan(200);
  await userEvent.keyboard('{End}');
  expect(asOf.value).toBeNull();
});

test('a click goes to the last copy of a column, and a second one opens its hours', async () => {
  await show(MOMENTS);
  const bar = [...document.querySelectorAll('.column')].at(-3)!;
  await userEvent.hover(bar);
  const tip = document.querySelector('.tip')?.textContent;
  expect(tip).toMatch(/4 copies\. \d+ new, \d+ changed, 312 gone\. Click to go to/);
  await userEvent.click(bar);
  expect(new Date(MOMENTS[looked()]!.at).getDate()).toBe(24);
  expect(document.documentElement.dataset.time).toBe('past');
  await page.screenshot({ path: '../../artefacts/screens/strip-past-light.png' });
  await userEvent.click([...document.querySelectorAll('.column')].at(-3)!);
  await expect
    .element(page.getByRole('combobox', { name: 'How much time is shown' }))
    .toHaveValue('day');
  expect(document.querySelectorAll('.column')).toHaveLength(24);
});

test('the great loss is told at its bar, days without a copy and with gaps are seen', async () => {
  await show(MOMENTS);
  const told = [...document.querySelectorAll('.column em')].map(({ textContent }) => textContent);
  expect(told).toEqual(['−312']);
  expect(document.querySelectorAll('.column.none').length).toBeGreaterThan(1);
  expect(document.querySelectorAll('.column.part').length).toBeGreaterThan(0);
  await page.screenshot({ path: '../../artefacts/screens/strip-now-light.png' });
  for (const span of ['day', 'week', 'year', 'all']) {
    await userEvent.selectOptions(page.getByLabelText('How much time is shown'), span);
    await page.screenshot({ path: `../../artefacts/screens/strip-${span}-light.png` });
  }
});

test('the knob can be dragged, and time under it', async () => {
  await show(MOMENTS);
  const columns = [...document.querySelectorAll('.column')];
  await userEvent.dragAndDrop(document.querySelector('.head')!, columns.at(-20)!);
  expect(new Date(MOMENTS[looked()]!.at).getDate()).toBe(7);
  asOf.value = null;
  const first = columns[0]!;
  await userEvent.dragAndDrop(columns[10]!, columns[30]!);
  expect(asOf.value).toBeNull();
  expect(first.isConnected && document.querySelector('.column') === first).toBe(false);
});

test('keys from anywhere find losses and the way back, and one that is held shows now', async () => {
  await show(MOMENTS);
  const { pressedKey } = await import('../../shared/ui/keys.ts');
  const frame = (event: KeyboardEvent) => pressedKey(event)?.run();
  addEventListener('keydown', frame);
  try {
    await userEvent.keyboard('[[');
    const before = looked();
    expect(MOMENTS[before + 1]?.gone).toBeGreaterThan(0);
    await userEvent.keyboard('[[');
    expect(looked()).toBeLessThan(before);
    await userEvent.keyboard(']');
    expect(looked()).toBe(before);
    const { dataset } = document.documentElement;
    await userEvent.keyboard('{b>}');
    await expect.poll(() => dataset.time).toBe('now');
    await userEvent.keyboard('{/b}');
    await expect.poll(() => dataset.time).toBe('past');
    expect(looked()).toBe(before);
    await userEvent.keyboard('t');
    await expect.element(slider()).toHaveFocus();
    await userEvent.keyboard('{Escape}');
    expect(asOf.value).toBeNull();
  } finally {
    removeEventListener('keydown', frame);
  }
});

test('a few copies are marks with their words', async () => {
  const few = [MOMENTS[0]!, MOMENTS.at(-2)!, MOMENTS.at(-1)!];
  await show(few);
  const marks = page.getByRole('list', { name: 'Copies' }).getByRole('button');
  await expect.element(marks.nth(2)).toHaveAttribute('aria-current', 'true');
  expect(slider().elements()).toEqual([]);
  await userEvent.click(marks.nth(0));
  expect(asOf.value).toBe(few[0]!.sequence);
  await page.screenshot({ path: '../../artefacts/screens/strip-few-light.png' });
  await userEvent.click(marks.nth(2));
  expect(asOf.value).toBeNull();
});

test('on a phone it has three weeks, and the moment that is looked at is among them', async () => {
  await page.viewport(390, 200);
  await show(MOMENTS);
  expect(document.querySelectorAll('.column')).toHaveLength(21);
  await page.screenshot({ path: '../../artefacts/screens/strip-now-narrow.png' });
  asOf.value = MOMENTS[90]!.sequence;
  const here = '.column.here:not(:first-child):not(:last-child)';
  await expect.poll(() => document.querySelectorAll(here).length).toBe(1);
  await page.screenshot({ path: '../../artefacts/screens/strip-past-narrow.png' });
});

test('in the dark, its marks can be told from what is behind them', async () => {
  const scheme = (value: string) =>
    cdp().send('Emulation.setEmulatedMedia', {
      features: [{ name: 'prefers-color-scheme', value }],
    });
  await scheme('dark');
  try {
    await show(MOMENTS);
    await page.screenshot({ path: '../../artefacts/screens/strip-now-dark.png' });
    asOf.value = MOMENTS.at(-9)!.sequence;
    await expect.poll(() => document.documentElement.dataset.time).toBe('past');
    await page.screenshot({ path: '../../artefacts/screens/strip-past-dark.png' });
    const colour = (element: Element, part?: string) => {
      const { backgroundColor } = getComputedStyle(element, part);
      return backgroundColor.match(/\d+/g)!.slice(0, 3).map(Number);
    };
    const ground = luminance(colour(document.querySelector('.strip')!));
    const column = document.querySelector('.column.whole:not(.here, .after)')!;
    for (const part of ['::before', '::after']) {
      const mark = luminance(colour(column, part));
      expect((mark + 0.05) / (ground + 0.05)).toBeGreaterThan(3);
    }
  } finally {
    await scheme('light');
  }
});

/** As WCAG 2 has it. */
function luminance(colour: readonly number[]): number {
  const [r = 0, g = 0, b = 0] = colour.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
