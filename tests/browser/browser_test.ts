// A test in a real browser: one browser per file, one person per test.

import { after, test, type TestContext } from 'node:test';
import {
  LostBrowser,
  type Appearance,
  type Engine,
  type EngineName,
  type Person,
} from './engine/driver.js';
import { engineName, launch } from './engine/launch.js';
import { Page } from './engine/page.js';

/** What a test gets. */
export interface Visit {
  readonly engine: EngineName;
  readonly t: TestContext;
  readonly page: Page;
  /** Opens another tab of the same person. */
  newTab(): Promise<Page>;
  /** Hosts other than this machine that a page wanted to reach since the file began. */
  readonly foreignHosts: ReadonlySet<string>;
}

export interface BrowserTestOptions {
  /** Why this cannot be tested in these engines. */
  readonly skip?: Partial<Readonly<Record<EngineName, string>>>;
  readonly appearance?: Appearance;
}

const running = new Map<string, Promise<Engine>>();

after(async () => {
  for (const engine of running.values()) await (await engine).close();
});

// Whoever ends the tests early ends the browsers too, which are killed when the process exits.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

function browser(appearance: Appearance): Promise<Engine> {
  // On a machine under load an engine may fall at its start.
  const found =
    running.get(appearance.colorScheme) ?? launch(appearance).catch(() => launch(appearance));
  running.set(appearance.colorScheme, found);
  return found;
}

async function end({ colorScheme }: Appearance): Promise<void> {
  const engine = await running.get(colorScheme);
  running.delete(colorScheme);
  await engine?.close();
}

/** Adds a test that runs in the engine which is asked for. */
export function browserTest(
  title: string,
  run: (visit: Visit) => Promise<void>,
  { skip, appearance = { colorScheme: 'light' } }: BrowserTestOptions = {},
): void {
  const name = engineName();
  const reason = skip?.[name];
  const options = { timeout: 120_000, skip: reason === undefined ? false : `${name}: ${reason}` };
  test(`${title} (${name})`, options, async (t) => {
    const visit = async (): Promise<void> => {
      const engine = await browser(appearance);
      const person: Person = await engine.newPerson();
      // Also after a test that ran out of time.
      t.after(() => person.close());
      const newTab = async (): Promise<Page> => new Page(name, await person.newTab());
      const { foreignHosts } = engine;
      await run({ engine: name, t, page: await newTab(), newTab, foreignHosts });
    };
    await visit().catch(async (error: unknown) => {
      if (!(error instanceof LostBrowser)) throw error;
      t.diagnostic(`${error.message} Once more, in another browser: ${title}`);
      await end(appearance);
      await visit();
    });
  });
}
