// Proxies: which one the environment names for a URL, and a tunnel through it. Loaded only if the environment names
// one.
//
// NO_PROXY is matched as Python does for the AWS CLI (a name covers what lies below it), which the packages for
// Node do not.

import type * as http from 'node:http';
import type * as https from 'node:https';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { IdentityCenterError } from '../errors.js';
import type { Environment } from './files.js';
import { httpError } from './http_error.js';

/** The proxy for a https URL, or `undefined` if it is to be reached directly. Throws `ERR_CONFIG_INVALID`. */
export function proxyFor(url: URL, environment: Environment): URL | undefined {
  const read = (name: string): string => environment[name] || environment[name.toUpperCase()] || '';
  const value = read('https_proxy') || read('all_proxy');
  if (value === '' || isExempt(url, read('no_proxy'))) return undefined;
  // As the AWS CLI: an address without a scheme is a plain HTTP proxy.
  const address = value.includes('://') ? value : `http://${value.replace(/^\/\//, '')}`;
  const proxy = URL.canParse(address) ? new URL(address) : undefined;
  if (proxy === undefined || !['http:', 'https:'].includes(proxy.protocol)) {
    throw new IdentityCenterError(
      'ERR_CONFIG_INVALID',
      'The proxy in HTTPS_PROXY or ALL_PROXY is not a http or https URL.',
      { help: 'Set it to the form http://proxy.example.com:8080, or unset it.' },
    );
  }
  return proxy;
}

/** An agent that reaches TLS servers through `proxy`, over connections that are kept open. */
export function createTunnel(proxy: URL, options: https.AgentOptions): https.Agent {
  return new Tunnel(proxy, options);
}

function isExempt(url: URL, list: string): boolean {
  const port = url.port || '443';
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      const [, name, onlyPort] = /^\*?\.?(.+?)(?::(\d+))?$/.exec(entry) ?? [];
      if (name === undefined || (onlyPort !== undefined && onlyPort !== port)) return false;
      return url.hostname === name || url.hostname.endsWith(`.${name}`);
    });
}

type ConnectOptions = Parameters<HttpsProxyAgent<string>['connect']>[1];

class Tunnel extends HttpsProxyAgent<string> {
  readonly #proxy: URL;
  readonly #tls: https.AgentOptions;

  constructor(proxy: URL, options: https.AgentOptions) {
    super(proxy.href, options);
    this.#proxy = proxy;
    this.#tls = options.ca === undefined ? {} : { ca: options.ca };
  }

  override async connect(
    request: http.ClientRequest,
    options: ConnectOptions,
  ): ReturnType<HttpsProxyAgent<string>['connect']> {
    request.once('proxyConnect', ({ statusCode }: { statusCode: number }) => {
      if (statusCode !== 200) request.destroy(this.#refusal(statusCode));
    });
    const abandoned = new AbortController();
    request.once('abandoned', () => abandoned.abort());
    Object.assign(this.connectOpts, { signal: abandoned.signal });
    try {
      return await super.connect(request, Object.assign(options, this.#tls));
    } catch (cause) {
      // TLS with the server itself comes later: what fails here is the way to the proxy.
      throw httpError(cause, `${this.#proxy.host} (the proxy)`);
    }
  }

  #refusal(status: number): IdentityCenterError {
    return new IdentityCenterError(
      'ERR_NETWORK',
      status === 407
        ? `The proxy ${this.#proxy.host} asks for a user name and password, or refused them.`
        : `The proxy ${this.#proxy.host} would not connect (status ${status}).`,
      {
        help:
          status === 407
            ? 'Put them into the proxy URL: http://user:password@proxy.example.com:8080.'
            : 'Check the proxy settings, and add the host to NO_PROXY if it needs no proxy.',
      },
    );
  }
}
