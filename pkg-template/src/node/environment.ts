// The environment as the core is told of it.

import { argumentError } from '../arguments.js';
import type { EnvironmentData, Json } from '../wasm/node_glue.js';
import { toJson } from '../wasm/json.js';
import type { Environment } from './files.js';

/** The variables that AWS's tools read; nothing else of the environment is any of the core's business. */
const OURS = /^_?AWS_/;

/** The environment that the caller gave, or else this process's, as it is now. Throws for what is none. */
export function environmentFrom(given: Environment | undefined): Environment {
  if (given === undefined) return process.env;
  const isOne = typeof given === 'object' && given !== null && !Array.isArray(given);
  const isText = (value: unknown): boolean => value === undefined || typeof value === 'string';
  if (isOne && Object.values(given).every(isText)) return given;
  throw argumentError('options.environment must be an object of strings.');
}

/** The variables for the core. */
export function variablesOf(environment: Environment): Json<EnvironmentData> {
  const names = Object.keys(environment).filter((name) => OURS.test(name));
  return toJson(
    Object.fromEntries(
      names.flatMap((name) => {
        const value = environment[name];
        return value === undefined ? [] : [[name, value]];
      }),
    ),
  );
}
