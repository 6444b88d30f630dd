// The engine of Lazy MMU Lab without a screen, for programs that draw for themselves. The same
// module runs in a page, in a worker and in Node; it needs no cross-origin isolation and no eval.
// engine.d.ts has the types and says what each call does.

const VERSION = 1;

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

// Lets the event loop take a turn. A timer would wait for four milliseconds each time.
function breath() {
  return new Promise(resolve => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { port1.close(); resolve(); };
    port2.postMessage(0);
  });
}

export class PlanError extends Error {
  name = "PlanError";
}

export class Engine {
  #c; // what the module exports
  #slice = 1000;

  static async load(source = new URL("engine.wasm", import.meta.url)) {
    const module = await compile(source);
    const { exports } = await WebAssembly.instantiate(module, importsFor(module));
    exports._initialize?.();
    if (exports.lazymmu_version() !== VERSION)
      throw new Error(`the module has version ${exports.lazymmu_version()}, not ${VERSION}`);
    return new Engine(exports);
  }

  constructor(exports) { this.#c = exports; }

  explore(plan) {
    const text = typeof plan === "string" ? plan : JSON.stringify(plan);
    const wrong = this.#call("lazymmu_explore", text);
    if (wrong) throw new PlanError(wrong);
  }

  slice(transitions = 10_000) {
    const begin = performance.now();
    const more = this.#c.lazymmu_explore_slice(transitions);
    this.#c.lazymmu_explore_spent((performance.now() - begin) / 1000);
    return more !== 0;
  }

  news() { return this.#read(this.#c.lazymmu_explore_news()); }
  report() { return JSON.parse(this.news()); }
  lesson(id = "counterexample") { return this.#call("lazymmu_explore_lesson", id); }
  end() { this.#c.lazymmu_explore_end(); }

  async run(plan, { signal, onProgress = () => {}, every = 100, busy = 30 } = {}) {
    this.explore(plan);
    let told = performance.now();
    for (;;) {
      if (signal?.aborted) return this.report();
      const begin = performance.now();
      if (!this.slice(this.#slice)) return this.report();
      const now = performance.now();
      if (now - begin < busy / 2 && this.#slice < 1 << 24) this.#slice *= 2;
      else if (now - begin > busy && this.#slice > 100) this.#slice >>= 1;
      if (now - told >= every) {
        told = now;
        onProgress(this.report());
      }
      await breath();
    }
  }

  #read(at) {
    const bytes = new Uint8Array(this.#c.memory.buffer);
    return new TextDecoder().decode(bytes.subarray(at, bytes.indexOf(0, at)));
  }

  // Calls a function that takes a text and returns one.
  #call(name, text) {
    const bytes = new TextEncoder().encode(text.replaceAll("\0", "\ufffd"));
    const at = this.#c.malloc(bytes.length + 1);
    if (!at) throw new RangeError("the text does not fit into memory");
    const memory = new Uint8Array(this.#c.memory.buffer);
    memory.set(bytes, at);
    memory[at + bytes.length] = 0;
    try { return this.#read(this.#c[name](at)); } finally { this.#c.free(at); }
  }
}
