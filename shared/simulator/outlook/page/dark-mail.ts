/**
 * In the dark, Outlook gives a mail's own colours others that can be read, and remembers the first
 * ones in `data-ogsc` (letters) and `data-ogsb` (ground).
 */
export function darken(body: HTMLElement): void {
  for (const element of body.querySelectorAll<HTMLElement>('[style], [color], [bgcolor]')) {
    const letters = element.style.color || element.getAttribute('color');
    const ground = element.style.backgroundColor || element.getAttribute('bgcolor');
    if (letters && brightness(letters) < 0.5) {
      element.setAttribute('data-ogsc', letters);
      element.style.setProperty('color', 'var(--neutralPrimary)', 'important');
    }
    if (ground && brightness(ground) > 0.5) {
      element.setAttribute('data-ogsb', ground);
      element.style.setProperty('background-color', 'transparent', 'important');
    }
  }
}

/** From 0 to 1; a colour that can't be read counts as in the middle. */
function brightness(colour: string): number {
  const context = document.createElement('canvas').getContext('2d');
  if (!context) return 0.5;
  context.fillStyle = colour;
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(String(context.fillStyle));
  if (!hex) return 0.5;
  const [red = 0, green = 0, blue = 0] = hex
    .slice(1)
    .map((part) => Number.parseInt(part, 16) / 255);
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}
