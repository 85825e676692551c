import { handlerFor } from './under_test.js';

export default {
  fetch: (request: Request, { UPSTREAM }: { readonly UPSTREAM: string }): Promise<Response> =>
    handlerFor(UPSTREAM)(request),
};
