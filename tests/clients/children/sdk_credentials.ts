// The AWS SDK's own way to the credentials of a profile, in a process of its own: it keeps what it read.

import { fromSSO } from '@aws-sdk/credential-provider-sso';

console.log(JSON.stringify(await fromSSO({ profile: process.argv[2] ?? '' })()));
