// Prints, as JSON, how large each entry is, and the AWS SDK for the same calls.

import { entrySizes, peerSizes } from './entry_sizes.js';

console.log(JSON.stringify({ entries: await entrySizes(), peers: await peerSizes() }));
