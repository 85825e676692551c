// The README's example of the sandbox.

import { match } from 'node:assert/strict';
import { test } from 'node:test';

test('the example of the sandbox runs to its end', async () => {
  const { env } = await import('../../examples/sandbox.js');
  match(env['AWS_ENDPOINT_URL_STS'] ?? '', /^http:\/\/127\.0\.0\.1:\d+$/);
});
