// A relay beside code-server, which forwards /proxy/8787/ to it for everybody who is logged in there.
//
//   node relay.mjs https://code.example.com    the address at which people open code-server

import { createServer } from 'node:http';
import { createRelay, nodeListener } from 'aws-sso-wasm/relay';

const [origin, sandbox] = process.argv.slice(2);
const relay = createRelay({
  ...(origin === undefined ? {} : { origins: [origin] }),
  ...(sandbox === undefined ? {} : { endpoints: { ssoOidc: sandbox, sso: sandbox } }),
});
const server = createServer(nodeListener(relay));
server.listen(Number(process.env.PORT ?? 8787), '127.0.0.1', () => {
  console.log(`The relay listens on port ${server.address().port}.`);
});
