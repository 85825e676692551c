// #region
import { createRelay } from 'aws-sso-wasm/relay';

interface Environment {
  readonly ASSETS: { fetch(request: Request): Promise<Response> }; // The page.
}

const relay = createRelay({ origins: ['https://console.example.com'] });

export default {
  fetch: (request: Request, { ASSETS }: Environment): Promise<Response> =>
    new URL(request.url).pathname.startsWith('/idc/') ? relay(request) : ASSETS.fetch(request),
};
// #endregion
