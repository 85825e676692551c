// Disks that take no more: mounted over ~/.aws in a mount namespace of the command's own, so that they end with it.

import { spawnSync } from 'node:child_process';

const isRoot = process.getuid?.() === 0;
const UNSHARE = ['unshare', ...(isRoot ? ['-m'] : ['-r', '-m'])];

/** A small disk with the files on it, filled to the last byte; what is on it afterwards is copied back. */
const FULL = `
set -e
cp -a "$HOME/.aws" "$HOME/.before"
mount -t tmpfs -o size=256k,mode=700 tmpfs "$HOME/.aws"
cp -a "$HOME/.before/." "$HOME/.aws"
cat /dev/zero > "$HOME/.aws/filling" 2> /dev/null || true
set +e
"$@"
code=$?
rm -rf "$HOME/.before" "$HOME/.aws/filling"
mkdir "$HOME/.after"
cp -a "$HOME/.aws/." "$HOME/.after"
umount "$HOME/.aws"
rm -rf "$HOME/.aws"
mv "$HOME/.after" "$HOME/.aws"
exit $code
`;

const READ_ONLY = `
mount --bind "$HOME/.aws" "$HOME/.aws" && mount -o remount,bind,ro "$HOME/.aws" && exec "$@"
`;

/** The words to put in front of a command. */
export function diskPrefix(disk: 'full' | 'read-only' | undefined): readonly string[] {
  if (disk === undefined) return [];
  return [...UNSHARE, 'sh', '-c', disk === 'full' ? FULL : READ_ONLY, 'sh'];
}

/** Whether such disks can be had here. */
export function canMount(): boolean {
  const [program = '', ...args] = UNSHARE;
  const words = [...args, 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'];
  return process.platform === 'linux' && spawnSync(program, words).status === 0;
}
