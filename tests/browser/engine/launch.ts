// The engine that these tests are to run in.

import { ENGINES, type Appearance, type Engine, type EngineName } from './driver.js';
import { launchChromium, launchFirefox } from './puppeteer_engine.js';
import { launchWebKit } from './webkit_engine.js';

const LAUNCH: Readonly<
  Record<EngineName, (binary: string, appearance: Appearance) => Promise<Engine>>
> = {
  chromium: launchChromium,
  firefox: launchFirefox,
  webkit: launchWebKit,
};

/** The engine that BROWSER_ENGINE names, as the program that BROWSER_BINARY names. */
export function engineName(): EngineName {
  const wanted = process.env['BROWSER_ENGINE'];
  const found = ENGINES.find((name) => name === wanted);
  if (found === undefined)
    throw new Error(`BROWSER_ENGINE has to be one of ${ENGINES.join(', ')}.`);
  return found;
}

/** Starts a browser. */
export async function launch(appearance: Appearance = { colorScheme: 'light' }): Promise<Engine> {
  const binary = process.env['BROWSER_BINARY'];
  if (binary === undefined) throw new Error('BROWSER_BINARY has to name the program.');
  return await LAUNCH[engineName()](binary, appearance);
}
