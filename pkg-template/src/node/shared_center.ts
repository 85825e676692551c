// A center over the shared files of this machine.

import { createCenter, type Center, type CenterOptions } from '../center.js';
import { fromJson } from '../wasm/json.js';
import { nodeCore } from '../wasm/node_core.js';
import { environmentSettings, type ClientSettings } from '../wasm/node_glue.js';
import { variablesOf } from './environment.js';
import type { Environment } from './files.js';
import { createNodeHost, type NodeHost } from './host.js';

/** What it is made from. */
export interface SharedCenterOptions {
  readonly environment: Environment;
  /** Where the services are. AWS's own unless told. */
  readonly settings?: CenterOptions['settings'];
  /** The PEM file of the certificate authorities to trust. */
  readonly caBundle?: string | undefined;
  /** For one whole HTTP exchange, in milliseconds. */
  readonly timeoutMilliseconds?: number | undefined;
}

/** Puts it together. Touches no file and no network yet. */
export function createSharedCenter({
  environment,
  settings = {},
  caBundle,
  timeoutMilliseconds,
}: SharedCenterOptions): { readonly center: Center; readonly host: NodeHost } {
  const host = createNodeHost({
    environment,
    ...(caBundle === undefined ? {} : { caBundle }),
    ...(timeoutMilliseconds === undefined ? {} : { timeoutMilliseconds }),
  });
  const ports = { client: host, store: host, clock: host };
  return { center: createCenter({ instance: nodeCore, ports, settings }), host };
}

/** Where the services are: what was given goes before what the environment says. To be called once the wasm is loaded. */
export function environmentServices(
  environment: Environment,
  given: ClientSettings,
): () => ClientSettings {
  return () => {
    const found = fromJson(environmentSettings(variablesOf(environment)));
    return {
      relay: given.relay,
      fips: given.fips ?? found.fips,
      dualStack: given.dualStack ?? found.dualStack,
      endpoints: { ...found.endpoints, ...given.endpoints },
    };
  };
}
