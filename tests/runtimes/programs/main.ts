// Prints the report as one line of JSON.

import { signIn } from './sign_in.js';

console.log(JSON.stringify(await signIn(process.argv[2] ?? '')));
