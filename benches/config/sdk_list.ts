// The names of all profiles, by the AWS SDK's reader of the shared files.

import { loadSharedConfigFiles } from '@smithy/shared-ini-file-loader';

const { configFile } = await loadSharedConfigFiles();
console.log(Object.keys(configFile).join('\n'));
