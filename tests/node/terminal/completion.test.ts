// TAB, in the shells themselves.

import { equal } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { KEYS } from '../pseudo_terminal.js';
import { atDesk, Desk, SESSION } from './desk.js';

const CONFIG = `[profile dev]
region = us-east-1
[profile 'prod one']
region = eu-west-1
[profile 123456789012:Admin]
region = eu-west-3
${SESSION}`;

/** How to start each shell, and what makes it complete our command lines. */
const SHELLS = [
  ['bash', 'bash --norc --noprofile -i', 'source <(aws-sso-wasm completion bash)'],
  ['zsh', 'zsh -f', 'autoload -U compinit; compinit -D -u; source <(aws-sso-wasm completion zsh)'],
  [
    'fish',
    'fish --no-config',
    'set -g fish_autosuggestion_enabled 0; aws-sso-wasm completion fish | source',
  ],
] as const;

/** What is typed before TAB, and what stands there after it. */
const COMPLETIONS: readonly (readonly [typed: string, completed: string | RegExp])[] = [
  ['doc', 'doctor'],
  ['sso logi', 'sso login'],
  ['sso login --if', 'sso login --if-needed'],
  ['sso login --sso-session w', 'sso login --sso-session work'],
  ['--profile d', '--profile dev'],
  ['--profile=d', '--profile=dev'],
  ['--profile 1234', '--profile 123456789012:Admin'],
  ['--profile 123456789012:Ad', '--profile 123456789012:Admin'],
  ['sts get-caller-identity --output ta', 'sts get-caller-identity --output table'],
  ['--ca-bundle cert', '--ca-bundle certificate.pem'],
  ['completion power', 'completion powershell'],
];

for (const [name, start, setUp] of SHELLS) {
  const isThere = spawnSync(name, ['--version']).status === 0;
  const skip = atDesk.skip || (!isThere && `There is no ${name}.`);
  test(`${name} completes commands, options, names and files`, { ...atDesk, skip }, async (t) => {
    const desk = await Desk.open(t, { config: CONFIG });
    await writeFile(join(desk.home, 'certificate.pem'), '');
    desk.run(`cd; ${start}`);
    desk.type(`${setUp}; echo loaded\r`);
    await desk.shows(/^loaded$/m);
    for (const [typed, completed] of COMPLETIONS) {
      desk.type(`clear\raws-sso-wasm ${typed}`);
      await desk.shows(new RegExp(`^[^\\n]*[^\\n]aws-sso-wasm ${typed}$`, 'm'));
      desk.type(KEYS.tab);
      await desk.shows(new RegExp(`[^\\n]aws-sso-wasm ${completed}$`, 'm'));
      desk.type('\x15');
    }
    // Several candidates are listed, with what they mean where the shell shows that.
    desk.type('clear\raws-sso-wasm configure \t\t');
    await desk.shows(/export-credentials[^]*list-profiles/);
    desk.type('\x03clear\r');
    // A name that has to be quoted is, so that the command gets it whole.
    desk.type('aws-sso-wasm configure get region --profile pr\t');
    await desk.shows(/--profile (prod\\ one|'prod one')/);
    desk.type('\r');
    await desk.shows(/^eu-west-1$/m);
    desk.type('exit\r');
    equal(await desk.exit(), 0);
  });
}
