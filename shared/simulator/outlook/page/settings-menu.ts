import type { Page } from './page.ts';
import { keepSettings, type Settings } from './settings.ts';

/** What the gear offers. Another theme is there at once, anything else after the page is built anew. */
export function settingsMenu(
  { settings, words }: Page,
  changed: (name: keyof Settings) => void,
): { label: string; press: () => void }[] {
  const choice = <Name extends keyof Settings>(
    name: Name,
    value: Settings[Name],
    label: string,
  ) => ({
    label: settings[name] === value ? `✓ ${label}` : label,
    press: () => {
      settings[name] = value;
      keepSettings(settings);
      changed(name);
    },
  });
  return [
    choice('theme', 'light', words.light),
    choice('theme', 'dark', words.dark),
    choice('pane', 'right', words.paneRight),
    choice('pane', 'bottom', words.paneBottom),
    choice('pane', 'off', words.paneOff),
    choice('view', 'conversation', words.asConversations),
    choice('view', 'message', words.asMessages),
  ];
}
