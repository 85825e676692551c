import { relayTo } from './relay_under_test.js';

export default {
  fetch: (request: Request, { UPSTREAM }: { readonly UPSTREAM: string }): Promise<Response> =>
    relayTo(UPSTREAM)(request),
};
