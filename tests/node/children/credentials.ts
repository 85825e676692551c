// Prints the access key of the profile that is named.

import { fromProfile } from 'aws-sso-wasm/node';

const { accessKeyId } = await fromProfile(process.argv[2] ?? '')();
process.stdout.write(`${accessKeyId}\n`);
