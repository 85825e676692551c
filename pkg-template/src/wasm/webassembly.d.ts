// What the glue and its loader use of the platform and neither lib.es nor @types/node declares.
// The whole "dom" library would let every host name `document` and `window`.

declare namespace WebAssembly {
  class Module {
    constructor(bytes: BufferSource);
    static exports(module: Module): readonly { readonly name: string }[];
  }
  class Instance {
    constructor(module: Module, imports?: Record<string, Record<string, unknown>>);
    readonly exports: Record<string, unknown>;
  }
  class Memory {
    private constructor();
    readonly buffer: ArrayBuffer;
  }
  class Table {
    private constructor();
    readonly length: number;
  }
  class CompileError extends Error {}
  function compile(bytes: BufferSource): Promise<Module>;
}

type BufferSource = ArrayBuffer | ArrayBufferView<ArrayBuffer>;
type RequestInfo = Request | string;
