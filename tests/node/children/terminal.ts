// Does the steps of its arguments with the terminal of the package, and notes what came of each in a file.
//
// Arguments: the file, then steps: "ask", "secret", "select:N", "listen", "wait", "hang", "pid", "print:TEXT", "spawn:COMMAND", "who".

import { appendFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { createTerminal } from '../../../node_modules/aws-sso-wasm/cli/terminal.js';
import {
  isIdentityCenterError,
  toIdentityCenterError,
} from '../../../node_modules/aws-sso-wasm/errors.js';
import { createNodeHost } from '../../../node_modules/aws-sso-wasm/node/host.js';

const [file = '', ...steps] = process.argv.slice(2);
const stop = new AbortController();
const host = createNodeHost({ signal: stop.signal });
const terminal = createTerminal({ stop, host });
let code = 0;
for (const step of steps) {
  try {
    note(await take(step));
  } catch (cause) {
    const error = toIdentityCenterError(cause);
    note({ code: error.code, message: error.message });
    if (isIdentityCenterError(error, 'ERR_ABORTED')) {
      code = 130;
      break;
    }
  }
}
await terminal.close();
process.exit(terminal.exitCode(code));

async function take(step: string): Promise<unknown> {
  const [verb, ...rest] = step.split(':');
  const argument = rest.join(':');
  switch (verb) {
    case 'ask':
      return (await terminal.prompt('Name: ', { secret: false })) ?? 'END';
    case 'secret':
      return (await terminal.prompt('Password: ', { secret: true })) ?? 'END';
    case 'select': {
      const choices = Array.from(
        { length: Number(argument) },
        (_, index) => `account ${index + 1}`,
      );
      return await terminal.select('Choose an account.', choices, false);
    }
    case 'listen': {
      const listener = await terminal.listen(0);
      await terminal.print('stderr', `Listening.\n`);
      try {
        const redirect = await listener.next(Number(argument) || 20_000);
        return [redirect.url, redirect.pasted];
      } finally {
        listener.close();
      }
    }
    case 'wait':
      await terminal.print('stderr', `Waiting.\n`);
      return await host.sleep(20_000);
    case 'hang':
      await terminal.print('stderr', `Hanging.\n`);
      return await pause(20_000);
    case 'pid':
      return await terminal.print('stdout', `pid=${process.pid}\n`);
    case 'print':
      return await terminal.print('stdout', argument);
    case 'spawn': {
      const { status, stdout } = await terminal.spawn(argument, { OF_TEST: 'given' });
      return [status, new TextDecoder().decode(stdout)];
    }
    case 'who':
      return [terminal.interactive(), terminal.columns()];
    default:
      throw new Error(`No such step: ${step}`);
  }
}

function note(result: unknown): void {
  appendFileSync(file, `${JSON.stringify(result ?? null)}\n`);
}
