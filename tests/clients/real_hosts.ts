// AWS's own host names, led to a sandbox: a proxy that takes every connection to a server of ours, whose certificate is by an
// authority that the programs are told to trust. For programs that know no other way to be led elsewhere.

import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { nodeListener } from 'aws-sso-wasm/relay';
import type { Sandbox } from 'aws-sso-wasm/sandbox';
import { createCertificateAuthority } from '../node/certificate_authority.js';
import { listen } from '../node/server.js';

/** The variables with which a program that knows nothing of the sandbox ends there; `folder` keeps the certificate. */
export async function realHosts(
  t: TestContext,
  sandbox: Sandbox,
  folder: string,
): Promise<Readonly<Record<string, string>>> {
  const authority = createCertificateAuthority('Sandbox');
  const hosts = ['oidc', 'portal.sso', 'sts'].map((it) => `${it}.${sandbox.region}.amazonaws.com`);
  const server = createTlsServer(
    authority.issue(hosts),
    nodeListener((request) => sandbox.fetch(request)),
  );
  // Longer than clients wait between two polls, so that no request meets a closing connection.
  server.keepAliveTimeout = 60_000;
  const serverPort = await listen(t, server);
  const proxy = createServer();
  proxy.on('connect', (request, socket) => {
    const isKnown = hosts.some((host) => request.url === `${host}:443`);
    if (!isKnown) return socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    const upstream = connect(serverPort, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    for (const end of [upstream, socket]) end.on('error', () => upstream.destroy());
    return undefined;
  });
  const port = await listen(t, proxy);
  const bundle = join(folder, 'authority.pem');
  await writeFile(bundle, authority.cert);
  return { HTTPS_PROXY: `http://127.0.0.1:${port}`, AWS_CA_BUNDLE: bundle };
}
