// The corpus, with the packed package: every case of tests/corpus in a process of its own, against a server on a loopback
// port. tests/corpus/main.rs plays the same cases natively; README.md there says what a case holds.
//
// Each case is played with --debug, which must change nothing but the traces, and tell no secret; and the first of each file
// without it, too.

import { deepEqual, equal } from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Case, readCases } from './corpus/case.js';
import { canMount } from './corpus/disk.js';
import { BIN, NOBODY, play } from './corpus/play.js';

const RING = 'package';
/** The commands that the bin tries with the small wasm first. */
const MOSTLY_FROM_FILES = ['export-credentials', 'get', 'list-profiles'];

/** A module of the tarball. Nothing may stand in for it. */
function shipped(name: string): string {
  const tarball = process.env['PACKAGE_TARBALL'] ?? '';
  const bytes = execFileSync('tar', ['-xzOf', tarball, `package/cli/${name}`], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return createHash('sha256').update(bytes).digest('hex');
}
const whole = shipped('cli.wasm');
const fromFiles = shipped('from_files.wasm');

test('the command is the one of the installed package', () => {
  const main = new URL('../../node_modules/aws-sso-wasm/cli/main.cjs', import.meta.url);
  equal(realpathSync(BIN), fileURLToPath(main));
});

const mounts = canMount();
const nobodyRuns =
  process.getuid?.() !== 0 ||
  spawnSync(process.execPath, [BIN, '--version'], { uid: NOBODY, gid: NOBODY }).status === 0;

function reasonToSkip({ only, disk, user }: Case): string | undefined {
  if (only !== undefined && only.ring !== RING) return only.because;
  if (disk !== undefined && !mounts) return 'No disk can be mounted here.';
  if (user !== undefined && !nobodyRuns) return 'Another user cannot run the command here.';
  return undefined;
}

describe('corpus', { concurrency: 4 }, () => {
  let lastFile = '';
  for (const [name, played] of readCases()) {
    const [file = ''] = name.split(':');
    const isFirst = file !== lastFile;
    lastFile = file;
    const reason = reasonToSkip(played);
    test(name, reason === undefined ? {} : { skip: reason }, async () => {
      const triesFiles = MOSTLY_FROM_FILES.some((word) => played.command.includes(word));
      for (const isTraced of isFirst || triesFiles ? [false, true] : [true]) {
        const { problems, modules } = await play(played, isTraced);
        equal(problems.join('\n\n'), '');
        if (isTraced || !triesFiles) deepEqual(modules, [whole]);
        else if (modules.length === 1) deepEqual(modules, [fromFiles]);
        else deepEqual(modules, [fromFiles, whole]);
      }
    });
  }
});
