// One instance of engine.wasm: finds it, checks it, and passes texts in and out.
const VERSION = 2;

// The module imports a few calls of its C library: a process that ends, a console, a growing
// memory. A search needs none of them.
function importsFor(module) {
  const imports = {};
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    if (kind !== "function") throw new Error(`unexpected import ${from}.${name}`);
    (imports[from] ??= {})[name] = name === "proc_exit"
      ? () => { throw new Error("the engine has stopped"); }
      : () => 0;
  }
  return imports;
}

async function compile(source) {
  if (source instanceof WebAssembly.Module) return source;
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source))
    return WebAssembly.compile(source);
  const url = new URL(source, import.meta.url);
  if (url.protocol === "file:" && globalThis.process?.versions?.node) {
    const { readFile } = await import("node:fs/promises");
    return WebAssembly.compile(await readFile(url));
  }
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${response.statusText}`);
  return WebAssembly.compile(await response.arrayBuffer()); // whatever its type is said to be
}

export class Machine {
  // Source: the module's address, its bytes, or the compiled module.
  static async load(source = new URL("engine.wasm", import.meta.url)) {
    const module = await compile(source);
    const { exports } = await WebAssembly.instantiate(module, importsFor(module));
    exports._initialize?.();
    if (exports.lazymmu_version() !== VERSION)
      throw new Error(`the module has version ${exports.lazymmu_version()}, not ${VERSION}`);
    return new Machine(exports);
  }

  constructor(exports) { this.exports = exports; }

  #read(at) {
    const bytes = new Uint8Array(this.exports.memory.buffer);
    return new TextDecoder().decode(bytes.subarray(at, bytes.indexOf(0, at)));
  }

  // Calls a function that takes texts and numbers, and returns a text.
  call(name, ...values) {
    const given = [];
    try {
      for (const value of values) given.push(typeof value === "string" ? this.#put(value) : value);
      return this.#read(this.exports[name](...given));
    } finally {
      given.forEach((at, i) => { if (typeof values[i] === "string") this.exports.free(at); });
    }
  }

  #put(text) {
    const bytes = new TextEncoder().encode(text.replaceAll("\0", "\ufffd"));
    const at = this.exports.malloc(bytes.length + 1);
    if (!at) throw new RangeError("the text does not fit into memory");
    const memory = new Uint8Array(this.exports.memory.buffer);
    memory.set(bytes, at);
    memory[at + bytes.length] = 0;
    return at;
  }
}
