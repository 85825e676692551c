// Role credentials of a profile, by the AWS SDK for JavaScript.

import { fromSSO } from '@aws-sdk/credential-provider-sso';

console.log(JSON.stringify(await fromSSO({ profile: 'demo' })()));
