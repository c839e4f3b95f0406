import { api } from '../browser-api.ts';
import type { Signal } from '../messages.ts';

/** Words shown on the mark, no counts; colours of the interface, the same in light and dark. */
const BADGES: Readonly<Record<Signal['badge'], { text: string; color: string }>> = {
  none: { text: '', color: '#0f6cbd' },
  running: { text: '↻', color: '#0f6cbd' },
  gap: { text: '–', color: '#bc4b09' },
  key: { text: '!', color: '#bc4b09' },
  locked: { text: '•', color: '#616161' },
};

/** The mark in the toolbar says in a glyph and, for who points at it or can't see it, in words. */
export async function showSignal({ badge, title }: Signal): Promise<void> {
  const { text, color } = BADGES[badge];
  await Promise.all([
    api.action.setBadgeText({ text }),
    api.action.setBadgeBackgroundColor({ color }),
    api.action.setTitle({ title }),
  ]);
}

/** Under one id a note is shown once at a time; a click on it opens Holdfast. */
export async function showNote({ id, title, text }: NonNullable<Signal['note']>): Promise<void> {
  await api.notifications.create(id, {
    type: 'basic',
    iconUrl: api.runtime.getURL('icons/mark-128.png'),
    title,
    message: text,
  });
}
