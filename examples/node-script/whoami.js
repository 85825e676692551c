#!/usr/bin/env node
// Who am I in AWS? Signs in first if it has to: node whoami.js [PROFILE]

import { callerIdentity, fromProfile, isIdentityCenterError, signIn } from 'aws-sso-wasm/node';

const provider = fromProfile(process.argv[2], {
  onSignInRequired: (session) =>
    signIn(session, {
      // Where no browser can be opened: over SSH, in a container.
      onPrompt: ({ userCode, verificationUri }) =>
        console.error(`Open ${verificationUri} and enter the code ${userCode}.`),
    }),
});

try {
  const { arn } = await callerIdentity(await provider(), { region: 'us-east-1' });
  console.log(arn);
} catch (error) {
  if (!isIdentityCenterError(error)) throw error;
  console.error(error.message);
  if (error.help !== undefined) console.error(error.help);
  process.exitCode = 1;
}
