import * as v from 'valibot';
import { watch } from '../../shared/lib/watch.ts';
import { overlayTab } from '../background/outlook-sender.ts';
import { api } from '../browser-api.ts';
import { isOutlookUrl, OUTLOOK_ORIGINS } from '../outlook/hosts.ts';
import { AskSchema, type Place, type Tell, WhereSchema } from '../outlook/protocol.ts';

/**
 * What Outlook shows in the tab the person is in: now, and after each change of it. null where that
 * tab shows no mail, or Holdfast is not allowed there. The page is asked, and what it says is a hint.
 */
export function watchOpenPlace(): AsyncIterable<Promise<Place | null>> {
  return watch(readOpenPlace, (changed) => {
    const { onActivated, onUpdated } = api.tabs;
    const updated = (_tab: number, { url, status }: { url?: string; status?: string }) => {
      if (url !== undefined || status === 'complete') changed();
    };
    // The overlay asks whenever what it shows becomes another place; every page of ours hears it.
    const asked = (message: unknown, sender: chrome.runtime.MessageSender) => {
      if (overlayTab(sender, api.runtime.id) === null) return;
      const parsed = v.safeParse(AskSchema, message);
      if (parsed.success && parsed.output.ask === 'look') changed();
    };
    onActivated.addListener(changed);
    onUpdated.addListener(updated);
    api.runtime.onMessage.addListener(asked);
    return () => {
      onActivated.removeListener(changed);
      onUpdated.removeListener(updated);
      api.runtime.onMessage.removeListener(asked);
    };
  });
}

async function readOpenPlace(): Promise<Place | null> {
  const tab = await outlookTab();
  if (tab?.id === undefined) return null;
  try {
    const tell: Tell = { tell: 'where' };
    const answer = v.safeParse(WhereSchema, await api.tabs.sendMessage(tab.id, tell));
    return answer.success ? answer.output.where : null;
  } catch {
    // Nobody hears: no overlay in that page, or not yet.
    return null;
  }
}

/**
 * The tab in front, if it is Outlook. Where a page of ours stands in front itself, in a tab of its
 * own, the tab of Outlook that was in front last.
 */
async function outlookTab(): Promise<chrome.tabs.Tab | undefined> {
  const [front] = await api.tabs.query({ active: true, currentWindow: true });
  if (front?.url !== undefined && isOutlookUrl(front.url)) return front;
  if (!front?.url?.startsWith(api.runtime.getURL(''))) return undefined;
  const tabs = await api.tabs.query({ url: [...OUTLOOK_ORIGINS] });
  return tabs.sort((one, other) => (other.lastAccessed ?? 0) - (one.lastAccessed ?? 0))[0];
}
