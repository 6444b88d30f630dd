// The engine of Lazy MMU Lab without a screen, for programs that draw for themselves. The same
// module runs in a page, in a worker and in Node; it needs no cross-origin isolation and no eval.
// engine.d.ts has the types and says what each call does.

import { Machine } from "./module.mjs";

export { Player, RunError } from "./player.mjs";

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
  #c; // the module
  #slice = 1000;

  static async load(source) { return new Engine(await Machine.load(source)); }

  constructor(machine) { this.#c = machine; }

  explore(plan) {
    const text = typeof plan === "string" ? plan : JSON.stringify(plan);
    const wrong = this.#c.call("lazymmu_explore", text);
    if (wrong) throw new PlanError(wrong);
  }

  slice(transitions = 10_000) {
    const begin = performance.now();
    const more = this.#c.exports.lazymmu_explore_slice(transitions);
    this.#c.exports.lazymmu_explore_spent((performance.now() - begin) / 1000);
    return more !== 0;
  }

  news() { return this.#c.call("lazymmu_explore_news"); }
  report() { return JSON.parse(this.news()); }
  lesson(id = "counterexample") { return this.#c.call("lazymmu_explore_lesson", id); }
  end() { this.#c.exports.lazymmu_explore_end(); }

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
}
