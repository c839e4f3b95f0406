/** What only Firefox has, and by what it is told apart where the two differ. */
interface FirefoxOnly {
  sidebarAction?: {
    open(): Promise<void>;
    setPanel(details: { panel: string }): Promise<void>;
  };
}

/**
 * The browser's extension interface; its methods answer with promises under the name that Firefox
 * and newer Chromiums have, and in Manifest V3 under the old one as well.
 */
export const api: typeof chrome & FirefoxOnly =
  (globalThis as { browser?: typeof chrome }).browser ?? chrome;
