// One instance of a wasm of this package: loaded once, and given up for good if it ever panics.

import { IdentityCenterError } from '../errors.js';
import type { InitSource } from '../init.js';
import type * as coreGlue from './core_glue.js';
import { compile, notInstantiated, notWasm } from './source.js';

/** Glue around a wasm, once it is loaded: the library's, or one that holds more. */
export type Glue = Omit<typeof coreGlue, 'default' | 'initSync'>;

/** What a wasm can be loaded from, asked for when it is. */
export type Source = () => InitSource | Promise<InitSource>;

/** The instance. */
export interface Instance {
  /** The exports; they are loaded if that was not begun, and tried again if it failed. */
  load(source?: Source): Promise<Glue>;
  /** Loads from `source` unless told otherwise, in place of the file beside this package. Loads nothing yet. */
  prefer(source: Source): void;
  /** Has `reject` called if it panics before the returned function is called. */
  onPanic(reject: (error: IdentityCenterError) => void): () => void;
  /** The error of whoever uses it after it has panicked. */
  panicked(): IdentityCenterError | undefined;
}

/** The instance behind `glue`, not loaded yet. Each glue has one. `start` hands the glue its module. */
export function createInstance(
  glue: Glue,
  start: (module: WebAssembly.Module) => Promise<unknown>,
  beside: Source,
): Instance {
  const inFlight = new Set<(error: IdentityCenterError) => void>();
  let preferred = beside;
  let loading: Promise<Glue> | undefined;
  let panic: IdentityCenterError | undefined;

  const instantiate = async (source: Source): Promise<Glue> => {
    const module = await compile(source);
    // The glue would take any module, and could not be given another afterwards.
    if (!WebAssembly.Module.exports(module).some(({ name }) => name === 'onPanic')) {
      throw notWasm(undefined);
    }
    await start(module).catch((cause: unknown) => {
      throw notInstantiated(cause);
    });
    glue.onPanic(giveUp);
    return glue;
  };

  // What a panic leaves behind cannot be trusted, and a promise of the core's would never settle.
  const giveUp = (): void => {
    panic ??= new IdentityCenterError('ERR_INTERNAL', 'The core failed and is used no more.', {
      help: 'Load the page, or start the program, again, and please report this as a defect of aws-sso-wasm.',
    });
    for (const reject of inFlight) reject(panic);
    inFlight.clear();
  };

  return {
    async load(source = preferred) {
      if (panic !== undefined) throw panic;
      loading ??= instantiate(source).catch((error: unknown) => {
        loading = undefined;
        throw error;
      });
      return await loading;
    },
    prefer(source) {
      preferred = source;
    },
    onPanic(reject) {
      inFlight.add(reject);
      return () => inFlight.delete(reject);
    },
    panicked: () => panic,
  };
}
