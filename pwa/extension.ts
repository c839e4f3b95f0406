/** How the extension says that it is there; see `extension/app-page/announce.ts`. */
const EXTENSION_PAGE = /^(chrome|moz)-extension:\/\/[\w-]+\/app\.html$/;

/** Where the extension's application is, when it is in this browser. */
export function findExtension(): string | null {
  const said = document.documentElement.dataset.holdfastExtension ?? '';
  return EXTENSION_PAGE.test(said) ? said : null;
}
