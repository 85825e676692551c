// Tells the most memory that the process ever held, in KiB, at file descriptor 3 when it ends.

import { writeSync } from 'node:fs';

process.on('exit', () => {
  writeSync(3, String(process.resourceUsage().maxRSS));
});
