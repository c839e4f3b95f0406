import * as screen from './screen.ts';

/** The system's own window: the only row is our folder, and the button is in the corner. */
export async function pickVault(): Promise<void> {
  const picker = await screen.findWindow('Select where');
  await screen.focus(picker);
  await screen.pause(1_500);
  const { width, height } = await screen.sizeOf(picker);
  await screen.click(picker, 200, 83);
  await screen.pause(500);
  await screen.click(picker, width - 50, height - 24);
}

/** The browser's question over the window of that title, whose first button is "no": one Tab away from it is "yes". */
export async function allow(title: string): Promise<void> {
  await screen.pause(2_500);
  await screen.focus(await screen.findWindow(title));
  await screen.press('Tab', 'Return');
}

/**
 * The question of the second time offers "this time", "on every visit" and "don't allow". It takes
 * no key and is no window of its own; its place was measured in Chromium 156, and `y` of the second
 * button depends on how long the address of the page is.
 */
export async function allowOnEveryVisit(title: string, y: number): Promise<void> {
  await screen.pause(3_000);
  const window = await screen.findWindow(title);
  await screen.click(window, 281, y);
}
