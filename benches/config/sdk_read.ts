// The Region of a profile, by the AWS SDK's reader of the shared files.

import { loadSharedConfigFiles } from '@smithy/shared-ini-file-loader';

const { configFile } = await loadSharedConfigFiles();
console.log(configFile[process.argv[2] ?? '']?.['region']);
