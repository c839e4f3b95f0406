import { find, own, type Way } from './anchor.ts';

/** Bidi marks and brackets stand around addresses in some languages. */
const ADDRESS =
  /[^\s@<>()"'[\]:;,\u200e\u200f\u202a-\u202e\u2066-\u2069]+@[^\s@<>()"'[\]:;,\u200e\u200f\u202a-\u202e\u2066-\u2069]+/u;

const WAYS: readonly Way<string>[] = [
  (page) => addressIn(page, '#O365_MainLink_Me'),
  (page) => addressIn(page, '#owa-me-control-container, #owa-me-control-container button'),
  (page) => addressIn(page, '#mectrl_currentAccount_secondary, [id^="mectrl_currentAccount"]'),
  (page) => addressIn(page, '[id*="meControl"] [aria-label*="@"]'),
  (page) => addressIn(page, '#OwaTitleBar button[aria-label*="@"]'),
  // Personal accounts: only the top of the folder tree tells.
  (page) => addressIn(page, '[role="tree"] [role="treeitem"][data-folder-name*="@"]'),
];

/** The address the page shows as signed in; null when it shows none. */
export function findAddress(page: Document): string | null {
  return find(page, WAYS);
}

function addressIn(page: Document, selector: string): string | null {
  for (const element of own(page, selector)) {
    const texts = [
      element.getAttribute('data-folder-name'),
      element.getAttribute('aria-label'),
      element.getAttribute('title'),
      element.textContent?.slice(0, 400),
    ];
    for (const text of texts) {
      const address = ADDRESS.exec(text ?? '')?.[0];
      if (address !== undefined && address.length <= 320) return address;
    }
  }
  return null;
}
