// HTTP exchanges over node:http and node:https, which start faster than fetch and let us set the certificate
// authorities.

import * as http from 'node:http';
import * as https from 'node:https';
import { aborted, IdentityCenterError, isIdentityCenterError } from '../errors.js';
import type { HttpRequest, HttpResponse } from '../host.js';
import { VERSION } from '../version.js';
import { hostNameError } from '../web/fetch_error.js';
import { readCaBundle } from './certificates.js';
import type { Environment } from './files.js';
import { httpError, notHttp, timeoutError } from './http_error.js';
import { isLoopback } from './loopback.js';

/** For one whole exchange: name, connection, TLS, headers, body. */
const TIMEOUT_MILLISECONDS = 15_000;
const MAX_BODY_BYTES = 1024 * 1024;
const MAX_HEADER_BYTES = 32 * 1024;
/**
 * A connection is used again only while no server has grown tired of it, so that a request never meets a closing
 * one.
 */
const IDLE_MILLISECONDS = 4000;
/** Node's own quarter of a second before it tries the next address fails on slow networks. */
const ADDRESS_MILLISECONDS = 2000;

const PROXY_VARIABLES = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'];

/** What an {@link HttpClient} is made from. */
export interface HttpOptions {
  /** For the proxy variables. */
  readonly environment: Environment;
  /** Ends every exchange that was given no signal of its own. */
  readonly signal: AbortSignal;
  /** The certificate authorities to trust instead of Node's own, asked for at the first https request. */
  readonly caBundle: () => string | undefined;
  /** For one whole exchange; 15 s unless given. */
  readonly timeoutMilliseconds?: number;
}

/** The HTTP part of the Node host. */
export interface HttpClient {
  send(request: HttpRequest, signal?: AbortSignal): Promise<HttpResponse>;
  /** Closes the connections that are kept open. */
  close(): void;
}

/** A client that follows no redirect, keeps no cookie, asks for no compression and reuses connections. */
export function createHttpClient(options: HttpOptions): HttpClient {
  const agents = new Map<string, http.Agent>();

  const agentFor = async (url: URL): Promise<http.Agent> => {
    const isDirect = isLoopback(url) || !PROXY_VARIABLES.some((name) => options.environment[name]);
    // The module with the third-party package is worth loading only to those who have a proxy.
    const proxying = isDirect ? undefined : await import('./proxy.js');
    const proxy = proxying?.proxyFor(url, options.environment);
    const caBundle = url.protocol === 'https:' ? options.caBundle() : undefined;
    const key = [url.protocol, proxy?.href, caBundle].join(' ');
    let agent = agents.get(key);
    if (agent === undefined) {
      const settings: https.AgentOptions = {
        keepAlive: true,
        timeout: IDLE_MILLISECONDS,
        autoSelectFamilyAttemptTimeout: ADDRESS_MILLISECONDS,
        ...(caBundle === undefined ? {} : { ca: readCaBundle(caBundle) }),
      };
      if (url.protocol === 'http:') agent = new http.Agent(settings);
      else if (proxying !== undefined && proxy !== undefined)
        agent = proxying.createTunnel(proxy, settings);
      else agent = new https.Agent(settings);
      agents.set(key, agent);
    }
    return agent;
  };

  return {
    async send(request, signal = options.signal) {
      const url = checkedUrl(request.url);
      const agent = await agentFor(url);
      if (signal.aborted) throw aborted(signal.reason);
      try {
        return await exchange(url, request, agent, signal, options.timeoutMilliseconds);
      } catch (error) {
        throw isIdentityCenterError(error) ? error : httpError(error, url.host);
      }
    },
    close() {
      for (const agent of agents.values()) agent.destroy();
      agents.clear();
    },
  };
}

function checkedUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url))) return url;
  if (url === undefined) throw hostNameError();
  throw new IdentityCenterError(
    'ERR_INVALID_ARGUMENT',
    `The service at ${url.host} must be reached over https.`,
    { help: 'Only a server on this machine may be spoken to over plain http.' },
  );
}

async function exchange(
  url: URL,
  { method, headers, body }: HttpRequest,
  agent: http.Agent,
  signal: AbortSignal,
  timeoutMilliseconds = TIMEOUT_MILLISECONDS,
): Promise<HttpResponse> {
  const { request: start } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const request = start(url, {
      method,
      agent,
      headers: outgoing(headers, body),
      maxHeaderSize: MAX_HEADER_BYTES,
    });
    const timer = setTimeout(
      () => fail(timeoutError(url.host, timeoutMilliseconds)),
      timeoutMilliseconds,
    );
    const giveUp = (): void => fail(aborted(signal.reason));
    signal.addEventListener('abort', giveUp, { once: true });

    const settle = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
    };
    const fail = (cause: unknown): void => {
      settle();
      reject(cause);
      request.destroy();
      // Without a socket a request says nothing when it is destroyed; who is making one for it must know.
      request.emit('abandoned');
    };

    request.on('error', fail);
    // Nobody asked for another protocol (RFC 9110 section 7.8), and Node says nothing more of this exchange.
    request.on('upgrade', (response, socket) => {
      socket.destroy();
      settle();
      resolve({
        status: response.statusCode ?? 0,
        headers: incoming(response.rawHeaders),
        body: Buffer.alloc(0),
      });
    });
    request.on('response', (response) => {
      // Node's parser lets `000` pass, which is no status (RFC 9110 section 15).
      if ((response.statusCode ?? 0) < 100) {
        fail(notHttp(url.host));
        return;
      }
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('error', fail);
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > MAX_BODY_BYTES) fail(tooLarge(url.host));
        else chunks.push(chunk);
      });
      response.on('end', () => {
        settle();
        resolve({
          status: response.statusCode ?? 0,
          headers: incoming(response.rawHeaders),
          body: Buffer.concat(chunks),
        });
      });
    });
    request.end(body);
  });
}

function outgoing(headers: HttpRequest['headers'], body: Uint8Array): http.OutgoingHttpHeaders {
  return {
    'user-agent': `aws-sso-wasm/${VERSION} md/nodejs#${process.versions.node} os/${process.platform}`,
    ...(body.length > 0 ? { 'content-length': body.length } : {}),
    ...Object.fromEntries(headers),
  };
}

function incoming(raw: readonly string[]): (readonly [string, string])[] {
  const headers: (readonly [string, string])[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    headers.push([(raw[index] ?? '').toLowerCase(), raw[index + 1] ?? '']);
  }
  return headers;
}

function tooLarge(host: string): IdentityCenterError {
  return new IdentityCenterError('ERR_BAD_RESPONSE', `${host} answered with more than 1 MiB.`, {
    help: 'Check the endpoint URL and the proxy settings: something else than AWS may have answered.',
  });
}
