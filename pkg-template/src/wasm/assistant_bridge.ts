// What credentials may need besides the services, in the form the core calls it; see `src/wasm/profile.rs`.

import { bridged, type Remember } from './bridge.js';
import { fromPairs } from './name_value_pairs.js';

/** What credentials may need besides the services. */
export interface Assistant {
  /** Trusts the certificate authorities of this PEM file from now on. */
  trust(caBundle: string): void;
  /** Runs a `credential_process` with these variables added to its environment. */
  spawn(
    command: string,
    variables: Readonly<Record<string, string>>,
  ): Promise<{ readonly status: number; readonly stdout: Uint8Array }>;
  /** The current code of an MFA device; `undefined` if nobody gives one. */
  mfaCode(serialNumber: string): Promise<string | undefined>;
}

/** The assistant in the form the core calls it. */
export interface AssistantBridge {
  trust(caBundle: string): void;
  /** `variables` are names and values in turn. */
  spawn(command: string, variables: string[]): Promise<{ status: number; stdout: Uint8Array }>;
  mfaCode(serialNumber: string): Promise<string | undefined>;
}

/** The bridge over `assistant`; `remember` takes its errors. */
export function createAssistantBridge(assistant: Assistant, remember: Remember): AssistantBridge {
  return {
    trust: (caBundle) => assistant.trust(caBundle),
    spawn: (command, variables) =>
      bridged(() => assistant.spawn(command, fromPairs(variables)), remember),
    mfaCode: (serialNumber) => bridged(() => assistant.mfaCode(serialNumber), remember),
  };
}
