export type Theme = 'light' | 'dark';

/** Below this a surface is dark: halfway in what the eye sees. */
const DARK_BELOW = 0.18;

/**
 * Measured, not asked for: Outlook has a theme of its own and writes its palette into the style of
 * `<html>`.
 */
export function measureTheme(page: Document, prefersDark: () => boolean): Theme {
  const { style } = page.documentElement;
  const surface =
    luminanceOf(style.getPropertyValue('--neutralPrimarySurface')) ??
    luminanceOf(style.getPropertyValue('--white')) ??
    drawnSurface(page);
  if (surface === null) return prefersDark() ? 'dark' : 'light';
  return surface < DARK_BELOW ? 'dark' : 'light';
}

function drawnSurface(page: Document): number | null {
  for (const element of [page.body, page.documentElement]) {
    const luminance = luminanceOf(getComputedStyle(element).backgroundColor);
    if (luminance !== null) return luminance;
  }
  return null;
}

/** Of `#rgb`, `#rrggbb` and `rgb()`; null for what is no colour, or can be looked through. */
export function luminanceOf(colour: string): number | null {
  const text = colour.trim();
  const hex = /^#([\da-f]{3}|[\da-f]{6})$/i.exec(text)?.[1];
  if (hex !== undefined) {
    const size = hex.length / 3;
    const part = (at: number) => hex.slice(at * size, at * size + size).padStart(2, hex[at]);
    return luminance([0, 1, 2].map((at) => Number.parseInt(part(at), 16)));
  }
  const numbers =
    /^rgba?\(([^)]+)\)$/
      .exec(text)?.[1]
      ?.split(/[\s,/]+/)
      .map(Number) ?? [];
  if (numbers.length < 3 || numbers.some(Number.isNaN) || (numbers[3] ?? 1) < 0.5) return null;
  return luminance(numbers.slice(0, 3));
}

/** WCAG's relative luminance. */
function luminance(channels: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = channels.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
