import { openApp } from './app-page.ts';

// Somebody who has just installed this needs the page where everything begins.
chrome.runtime.onInstalled.addListener(({ reason }) => {
  if (reason === 'install') void openApp();
});
