// Who am I, by the AWS SDK for JavaScript.

import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { fromSSO } from '@aws-sdk/credential-provider-sso';

const sts = new STSClient({ region: 'us-east-1', credentials: fromSSO({ profile: 'demo' }) });
const { Arn } = await sts.send(new GetCallerIdentityCommand());
console.log(JSON.stringify({ Arn }));
