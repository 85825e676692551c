// Pictures of the states, to be looked at.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from './engine/page.js';

/** Keeps a picture of what is in view as target/browser/screenshots/{engine}/{state}.png. */
export async function keepScreenshot(page: Page, state: string): Promise<void> {
  const root = process.env['BROWSER_SCREENSHOTS'];
  if (root === undefined) return;
  const folder = join(root, page.engine);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${state}.png`), await page.screenshot());
}
