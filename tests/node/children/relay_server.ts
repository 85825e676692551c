// A relay in a plain server of Node, with that server's own limits. Tells its port, and its memory when it is asked.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRelay, nodeListener } from 'aws-sso-wasm/relay';

const upstream = process.env['UPSTREAM'] ?? '';
const options = {
  origins: ['https://console.example.com'],
  endpoints: { ssoOidc: upstream, sso: upstream },
};
const relay = createRelay(options);
const impatient = createRelay({ ...options, basePath: '/impatient', timeoutMilliseconds: 2_000 });
const server = createServer(
  nodeListener((request) =>
    new URL(request.url).pathname.startsWith('/impatient/') ? impatient(request) : relay(request),
  ),
);
server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
process.on('message', () => {
  server.getConnections((_, connections) => {
    process.send?.({ connections, rss: process.memoryUsage.rss() });
  });
});
process.on('disconnect', () => process.exit());
