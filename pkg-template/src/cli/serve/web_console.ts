/** `aws-sso-wasm serve`: the page, its relay and its redirect target in one, on 127.0.0.1. */

import type { Host, WebConsole } from '../../host.js';
import { LOOPBACK_ADDRESS } from '../../node/loopback_port.js';
import { createAccess } from './access.js';
import { createQuestions } from './questions.js';
import { RELAY_PATH, relayFor } from './relay.js';
import { answer, type Site } from './routes.js';
import { securityHeaders } from './security_headers.js';
import { openServer } from './server.js';
import { readSettings } from './settings.js';
import { startStandIn } from './stand_in.js';

/** What the console needs of the program around it. */
export interface WebConsoleOptions {
  /** Closes it. */
  readonly signal: AbortSignal;
  /** Leads to AWS. */
  readonly send: Host['send'];
}

/**
 * Opens the console. `settingsText` is the JSON of `WebConsoleSettings`.
 *
 * Rejects with `ERR_NETWORK` when a port cannot be had, and with `ERR_INVALID_ARGUMENT` for settings that are none.
 */
export async function openWebConsole(
  settingsText: string,
  { signal, send }: WebConsoleOptions,
): Promise<WebConsole> {
  const given = readSettings(settingsText);
  const standIn = given.sandbox ? await startStandIn() : undefined;
  const settings = standIn === undefined ? given : { ...given, endpoints: standIn.endpoints };
  const questions = createQuestions(signal);
  let entryUrl = '';
  try {
    const server = await openServer(settings.port, (port) => {
      const host = `${LOOPBACK_ADDRESS}:${port}`;
      const { token, access } = createAccess(port);
      entryUrl = `http://${host}/?token=${token}`;
      const site: Site = {
        host,
        access,
        async configuration() {
          const { fips, dualStack, endpoints, sandbox } = settings;
          const offer =
            standIn === undefined ? await questions.ask() : { sessions: [standIn.session] };
          return { relay: RELAY_PATH, endpoints, fips, dualStack, sandbox, ...offer };
        },
        relay: relayFor(`http://${host}`, settings, send),
      };
      return {
        headers: securityHeaders(settings),
        answer: (incoming, outgoing) => answer(site, incoming, outgoing),
      };
    });
    return {
      url: `http://${LOOPBACK_ADDRESS}:${server.port}/`,
      entryUrl,
      next: questions.next,
      answer: questions.answer,
      close() {
        questions.end();
        server.close();
        void standIn?.close();
      },
    };
  } catch (error) {
    await standIn?.close();
    throw error;
  }
}
