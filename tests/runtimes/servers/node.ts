import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { nodeListener } from 'aws-sso-wasm/relay';
import { handlerFor } from './under_test.js';

const server = createServer(nodeListener(handlerFor(process.env['UPSTREAM'] ?? '')));
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
