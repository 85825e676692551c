// Role credentials of a profile, by our library.

import { fromProfile } from 'aws-sso-wasm/node';

console.log(JSON.stringify(await fromProfile('demo')()));
