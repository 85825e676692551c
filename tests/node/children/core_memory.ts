// The linear memory of a core that a program starts, for who watches from before.

// What all runtimes have, and no types of Node tell.
const namespace: unknown = Reflect.get(globalThis, 'WebAssembly');

/** Has every core that is instantiated from now on handed over: a reading of what its memory holds then. */
export function watchCores(onCore: (read: () => Uint8Array) => void): void {
  const Instance: unknown = Reflect.get(Object(namespace), 'Instance');
  if (typeof Instance !== 'function') throw new Error('There is no WebAssembly here.');
  const Watched = new Proxy(Instance, {
    construct(target, given, newTarget): object {
      const instance = Object(Reflect.construct(target, given, newTarget));
      const { memory } = Object(instance.exports);
      onCore(() => new Uint8Array(Object(memory).buffer));
      return instance;
    },
  });
  Reflect.set(Object(namespace), 'Instance', Watched);
}
