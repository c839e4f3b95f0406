import type { Plugin } from 'vite';

/** The packages with a place that sets markup from a string; we use neither of the two places. */
const PACKAGES = /[\\/]node_modules[\\/](preact|dompurify)[\\/]/;
const ASSIGNMENT = /([\w$.]+)\.innerHTML\s*=(?!=)/g;
const REFUSE = `const refuseMarkup = () => { throw new TypeError('markup is not set from strings'); };`;

/**
 * Takes out of the extension the two ways of setting markup from a string that libraries bring
 * along: Preact's `dangerouslySetInnerHTML`, and what DOMPurify falls back to where a browser parses
 * no document. What would use them fails, so that no mistake of ours can. Mozilla's linter warns of
 * every such place in a package.
 */
export function noMarkupStrings(): Plugin {
  return {
    name: 'no-markup-strings',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      if (!PACKAGES.test(id) || !ASSIGNMENT.test(code)) return null;
      ASSIGNMENT.lastIndex = 0;
      const rest = code.replace(ASSIGNMENT, 'refuseMarkup($1).nothing =');
      return { code: `${rest}\n${REFUSE}\n`, map: null };
    },
  };
}
