// #region
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { fromProfile, signIn } from 'aws-sso-wasm/node';

// Any client of the AWS SDK takes it; the browser opens only when there is no other way.
const credentials = fromProfile('dev', { onSignInRequired: (session) => signIn(session) });
const sts = new STSClient({ region: 'eu-west-1', credentials });
console.log((await sts.send(new GetCallerIdentityCommand())).Arn);
// #endregion
