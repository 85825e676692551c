import { createRelay, type Relay } from 'aws-sso-wasm/relay';

/** The same relays in every runtime: one that soon gives up, and below `/patient` one that does not. */
export function relayTo(upstream: string): Relay {
  const options = {
    origins: ['https://console.example.com'],
    endpoints: { ssoOidc: upstream, sso: upstream },
  };
  const relay = createRelay({ ...options, timeoutMilliseconds: 1_000 });
  const patient = createRelay({ ...options, basePath: '/patient', timeoutMilliseconds: 60_000 });
  return (request) =>
    new URL(request.url).pathname.startsWith('/patient/') ? patient(request) : relay(request);
}
