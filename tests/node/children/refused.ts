// Does something with a file under a restriction, and prints the error that this brings.
//
// Arguments: "lock" or "write", the file, the number of bytes to write.

import { toIdentityCenterError } from '../../../node_modules/aws-sso-wasm/errors.js';
import { createNodeHost } from '../../../node_modules/aws-sso-wasm/node/host.js';

const NOBODY = 65534;
const [action, file, size] = process.argv.slice(2);
// Root may do anything to a file; anybody else is somebody whom the mode of the file concerns.
process.setuid?.(NOBODY);

const host = createNodeHost({ environment: { HOME: '/nowhere', AWS_CONFIG_FILE: file } });
const config = { kind: 'config', name: '' } as const;
try {
  if (action === 'lock') await host.lock(config);
  else await host.write(config, new Uint8Array(Number(size)));
} catch (cause) {
  const { code, message, help, file } = toIdentityCenterError(cause);
  console.log(JSON.stringify({ code, message, help, file }));
}
