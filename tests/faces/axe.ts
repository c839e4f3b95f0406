import type { Page } from '@playwright/test';
import axe from 'axe-core';

/**
 * What axe finds wrong with the page as it is, a line for each place. Its half a megabyte is handed
 * to a document once, not at each look as `@axe-core/playwright` does: handing it over takes longer
 * than looking. `without` are parts that are not looked at; frames never are, as in them axe would
 * have to be as well. `tags`: of these rules alone; all of axe's otherwise.
 */
export async function findBarriers(
  page: Page,
  { without = [], tags }: { without?: string[]; tags?: string[] } = {},
): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  return page.evaluate(
    async ({ exclude, values }) => {
      const loaded = (window as unknown as { axe: typeof axe }).axe;
      const { violations } = await loaded.run(
        { exclude },
        {
          iframes: false,
          resultTypes: ['violations'],
          ...(values === null ? {} : { runOnly: { type: 'tag', values } }),
        },
      );
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
      );
    },
    { exclude: ['iframe', ...without], values: tags ?? null },
  );
}
