// What CommonJS gets: every entry that Node can use, required, and one call through to the core.

const aws = require('aws-sso-wasm');
const inline = require('aws-sso-wasm/inline');
const node = require('aws-sso-wasm/node');
const relay = require('aws-sso-wasm/relay');
const sandbox = require('aws-sso-wasm/sandbox');

async function main() {
  await aws.init(inline.wasm);
  const { fetch, startUrl, region } = sandbox.createSandbox({ consent: 'approve' });
  const session = aws.createIdentityCenter({ fetch }).session({ startUrl, region });
  const { signedIn } = await session.signInWithDeviceCode({ onPrompt: () => undefined });
  const kinds = [typeof node.fromProfile, typeof relay.createRelay()];
  console.log(JSON.stringify({ signedIn, kinds }));
}

void main();
