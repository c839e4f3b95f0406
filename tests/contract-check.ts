import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import type { Simulator } from '../shared/simulator/simulator.ts';

const ROOT = path.join(import.meta.dirname, '..');
/** A checker made from Microsoft's own published description of Graph, kept beside the project. */
const CHECKER = path.join(ROOT, '../shared/graph/contract/check.mjs');

/** Writes down what was asked and answered, and lets the checker find what is not Graph's. */
export async function checkExchanges(
  name: string,
  simulator: Simulator,
  options: { account?: 'work' | 'personal'; scopes?: readonly string[] } = {},
): Promise<void> {
  expect(simulator.exchanges.length).toBeGreaterThan(0);
  expect(simulator.report().unknownRoutes).toEqual([]);
  const lines = simulator.recorder.toLines();
  await mkdir(path.join(ROOT, 'artefacts'), { recursive: true });
  await writeFile(path.join(ROOT, 'artefacts', `${name}.ndjson`), lines);
  if (!existsSync(CHECKER)) {
    console.warn(`${name}: not checked, as there is no contract checker beside the project`);
    return;
  }
  const { checkText } = await import(CHECKER);
  const result = checkText(lines, options);
  expect(result.lines.slice(0, 20)).toEqual([
    `${simulator.exchanges.length} exchanges checked, 0 problems`,
  ]);
}
