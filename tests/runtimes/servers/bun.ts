import type { Relay } from 'aws-sso-wasm/relay';
import { handlerFor } from './under_test.js';

declare const Bun: {
  readonly env: Readonly<Record<string, string | undefined>>;
  serve(options: { hostname: string; port: number; fetch: Relay }): { readonly port: number };
};

const fetch = handlerFor(Bun.env['UPSTREAM'] ?? '');
console.log(Bun.serve({ hostname: '127.0.0.1', port: 0, fetch }).port);
