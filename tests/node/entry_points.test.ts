// Every entry that Node can use, by import and by require(), and that importing it does nothing.

import { deepEqual, equal } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';

const ENTRIES = ['', '/browser', '/inline', '/node', '/relay', '/sandbox'].map(
  (path) => `aws-sso-wasm${path}`,
);

/** Runs the code in a Node of its own, beside the installed package; what it printed. */
async function run(code: string, ...flags: readonly string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, '--eval', code], {
    env: { HOME: '/nowhere', AWS_PROFILE: 'nobody' },
    timeout: 60_000,
  });
  return JSON.parse(stdout);
}

for (const entry of ENTRIES) {
  test(`${entry} gives the same by import and by require()`, async () => {
    const imported = await run(
      `import * as it from '${entry}'; console.log(JSON.stringify(Object.keys(it).sort()));`,
      '--input-type=module',
    );
    const required = await run(
      `const it = require('${entry}'); console.log(JSON.stringify(Object.keys(it).sort()));`,
      '--input-type=commonjs',
      '--no-warnings',
    );
    deepEqual(
      Array(required)
        .flat()
        .filter((name) => name !== '__esModule' && name !== 'module.exports'),
      imported,
    );
  });

  test(`importing ${entry} reads no variable, touches no file and loads no wasm`, async () => {
    const seen = await run(
      `
      const OF_NODE = /^(WATCH|NODE)_/;
      const seen = [];
      const { env } = process;
      Object.defineProperty(process, 'env', {
        value: new Proxy(env, { get(target, name) { if (!OF_NODE.test(String(name))) seen.push(String(name)); return target[name]; } }),
      });
      const fs = require('node:fs');
      for (const [name, value] of Object.entries(fs)) {
        if (typeof value !== 'function' || !/^(read|write|open|stat|mkdir)/.test(name)) continue;
        fs[name] = (...words) => {
          if (!String(words[0]).includes('node_modules') && typeof words[0] !== 'number') seen.push(name + ' ' + words[0]);
          return value(...words);
        };
      }
      require('node:module').syncBuiltinESMExports();
      for (const name of ['compile', 'instantiate', 'Module', 'Instance']) {
        const value = WebAssembly[name];
        WebAssembly[name] = function (...words) { seen.push(name); return Reflect.construct(value, words); };
      }
      import('${entry}').then(() => console.log(JSON.stringify(seen)));
      `,
      '--input-type=commonjs',
    );
    deepEqual(seen, []);
  });
}

test('require() can use what it gets', async () => {
  const code = `
    const { createNodeIdentityCenter, fromProfile } = require('aws-sso-wasm/node');
    const session = createNodeIdentityCenter().session({ startUrl: 'https://a.awsapps.com/start', region: 'eu-west-1' });
    session.status().then(({ signedIn }) => fromProfile()().catch(({ code }) => console.log(JSON.stringify([signedIn, code]))));
  `;
  deepEqual(await run(code, '--input-type=commonjs', '--no-warnings'), [
    false,
    'ERR_PROFILE_NOT_FOUND',
  ]);
});

test('what is no WebAssembly is refused, and what comes after it is used', async () => {
  const code = `
    const { init, sharedSessions } = require('aws-sso-wasm/node');
    init(new Uint8Array([1, 2, 3]))
      .catch(({ code }) => sharedSessions({ environment: { HOME: '/nowhere' } }).then(() => code))
      .then((code) => console.log(JSON.stringify(code)));
  `;
  equal(await run(code, '--input-type=commonjs', '--no-warnings'), 'ERR_BAD_RESPONSE');
});

test('node.wasm can be named for a bundler, and given to init()', async () => {
  const code = `
    const { init, sharedSessions } = require('aws-sso-wasm/node');
    const { readFile } = require('node:fs/promises');
    init(() => readFile(require.resolve('aws-sso-wasm/node.wasm')))
      .then(() => sharedSessions({ environment: { HOME: '/nowhere' } }))
      .then((sessions) => console.log(sessions.length));
  `;
  equal(await run(code, '--input-type=commonjs', '--no-warnings'), 0);
});
