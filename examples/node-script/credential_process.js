#!/usr/bin/env node
// A `credential_process` for tools that know no IAM Identity Center: node credential_process.js PROFILE
//
//     [profile dev-for-others]
//     credential_process = node /path/to/credential_process.js dev

import { fromProfile, isIdentityCenterError, signIn } from 'aws-sso-wasm/node';

// The tool that runs this waits, and so does a person; nobody but a browser is asked.
const provider = fromProfile(process.argv[2], { onSignInRequired: (session) => signIn(session) });

try {
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = await provider();
  console.log(
    JSON.stringify({
      Version: 1,
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: sessionToken,
      Expiration: expiration?.toISOString(),
    }),
  );
} catch (error) {
  if (!isIdentityCenterError(error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
