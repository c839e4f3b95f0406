/** By which a tab that found the extension tells those that were open before it came. */
export const EXTENSION_SEEN = 'holdfast.extension-seen';
