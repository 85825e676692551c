// Who am I, by our library.

import { callerIdentity, fromProfile } from 'aws-sso-wasm/node';

const { arn } = await callerIdentity(await fromProfile('demo')(), { region: 'us-east-1' });
console.log(JSON.stringify({ Arn: arn }));
