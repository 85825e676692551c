// #region
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { fromProfile, sessionFromConfig, signIn } from 'aws-sso-wasm/node';

const profile = 'dev'; // Of ~/.aws/config, as the AWS CLI reads it.
const session = await sessionFromConfig({ profile });
await signIn(session, { ifNeeded: true }); // In the system's browser.

const sts = new STSClient({ region: 'us-east-1', credentials: fromProfile(profile) });
const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
console.log(Arn);
// #endregion
