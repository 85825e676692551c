// What axe-core finds wrong, by the rules of WCAG 2.2 AA and the best practices.

import { deepEqual } from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from '../engine/page.js';

declare global {
  var axe: { run(options: RunOptions): Promise<AxeResults> };
}

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
let script: string | undefined;

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Fails with what axe-core finds in the page as it is now. */
export async function isAccessible(page: Page): Promise<void> {
  script ??= await readFile(AXE, 'utf8');
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.run(script);
  const violations = await page.evaluate(async (runOnly: string[]) => {
    const { violations } = await axe.run({ runOnly, resultTypes: ['violations'] });
    return violations.map(({ id, nodes }) => ({
      id,
      nodes: nodes.map(({ html, failureSummary }) => `${html}: ${failureSummary ?? ''}`),
    }));
  }, RULES);
  deepEqual(violations, []);
}
