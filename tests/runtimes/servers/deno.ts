import type { Relay } from 'aws-sso-wasm/relay';
import { handlerFor } from './under_test.js';

declare const Deno: {
  readonly env: { get(name: string): string | undefined };
  serve(
    options: { hostname: string; port: number; onListen: (address: { port: number }) => void },
    handler: Relay,
  ): unknown;
};

Deno.serve(
  { hostname: '127.0.0.1', port: 0, onListen: ({ port }) => console.log(port) },
  handlerFor(Deno.env.get('UPSTREAM') ?? ''),
);
