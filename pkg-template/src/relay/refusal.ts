/** How the relay itself refuses: as the portal would, so that the core makes a sentence of it. */

import { respond } from './response.js';

/** A request that goes no further. The message is shown to people, and holds nothing of the request. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  /** Headers that the status asks for. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

/** What AWS's exceptions are called does not end in this, so nobody takes the relay's word for AWS's. */
const EXCEPTION = 'RelayException';

/** The answer for a refusal. */
export function refuse({ status, message, headers }: Refusal): Response {
  return respond(
    status,
    { 'Content-Type': 'application/json', ...headers },
    JSON.stringify({ __type: EXCEPTION, message }),
  );
}
