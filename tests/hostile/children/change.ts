// Changes the shared files as a program with the library does: "sign-in", "device-code", "refresh" or "role".

import { fromProfile, sessionFromConfig, signIn, tokenFromProfile } from 'aws-sso-wasm/node';
import { visit } from '../../node/sandbox_home.js';

switch (process.argv[2]) {
  case 'sign-in':
    await signIn(await sessionFromConfig({ ssoSession: 'work' }), { openUrl: visit });
    break;
  case 'device-code':
    await signIn(await sessionFromConfig({ ssoSession: 'work' }), {
      method: 'device-code',
      onPrompt: () => undefined,
    });
    break;
  case 'refresh':
    await tokenFromProfile('demo')();
    break;
  case 'role':
    await fromProfile('demo')();
    break;
  default:
    throw new Error('There is no such change.');
}
