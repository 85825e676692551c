// The AWS SDK's own way to the token of a profile's session, in a process of its own: it keeps what it read.

import { fromSso } from '@aws-sdk/token-providers';

console.log(JSON.stringify(await fromSso({ profile: process.argv[2] ?? '' })()));
