// core.wasm, where a runtime or a bundler takes it in as a compiled module.

declare const module: WebAssembly.Module;
export default module;
