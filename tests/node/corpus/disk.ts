// Disks that take no more: mounted over ~/.aws in a mount namespace of the command's own, so that they end with it.

import { spawnSync } from 'node:child_process';

/** What a file takes at least. */
const PAGE_BYTES = '4096';
const isRoot = process.getuid?.() === 0;
const UNSHARE = ['unshare', ...(isRoot ? ['-m'] : ['-r', '-m'])];

/** A disk that takes no more, or so little that a lock uses it up, or nothing at all. */
export type Disk = 'full' | 'almost-full' | 'read-only';

/** A small disk with the files on it, filled up; what is on it afterwards is copied back. */
const FULL = `
set -e
free=$1
shift
cp -a "$HOME/.aws" "$HOME/.before"
mount -t tmpfs -o size=256k,mode=700 tmpfs "$HOME/.aws"
cp -a "$HOME/.before/." "$HOME/.aws"
cat /dev/zero > "$HOME/.aws/filling" 2> /dev/null || true
truncate -s "-$free" "$HOME/.aws/filling"
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
export function diskPrefix(disk: Disk | undefined): readonly string[] {
  if (disk === undefined) return [];
  if (disk === 'read-only') return [...UNSHARE, 'sh', '-c', READ_ONLY, 'sh'];
  return [...UNSHARE, 'sh', '-c', FULL, 'sh', disk === 'full' ? '0' : PAGE_BYTES];
}

/** Whether such disks can be had here. */
export function canMount(): boolean {
  const [program = '', ...args] = UNSHARE;
  const words = [...args, 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'];
  return process.platform === 'linux' && spawnSync(program, words).status === 0;
}
