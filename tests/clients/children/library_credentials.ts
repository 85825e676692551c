// Our library's way to the credentials of a profile, in a process of its own.

import { fromProfile } from 'aws-sso-wasm/node';

console.log(JSON.stringify(await fromProfile(process.argv[2])()));
