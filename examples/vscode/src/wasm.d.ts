/** build.mjs puts the file into the bundle. */
declare module 'aws-sso-wasm/node.wasm' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
