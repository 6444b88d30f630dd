// Steps through a lesson or a script, forward and back, and asks the machine about its state.
import { Machine } from "./module.mjs";

export class RunError extends Error {
  name = "RunError";
}

export class Player {
  #c; // the module

  static async load(source) { return new Player(await Machine.load(source)); }

  constructor(machine) { this.#c = machine; }

  open(text, { name, arch = "", kernel = "" } = {}) {
    const content = typeof text === "string" ? text : JSON.stringify(text);
    const file = name ?? (/^\s*\{\s*"/.test(content) ? "lesson.json" : "script.lazy");
    return this.#done(this.#c.call("lazymmu_open", file, content, arch, kernel));
  }

  step({ by = "line", back = false } = {}) {
    return this.command(`${back ? "back" : "step"} ${by}`);
  }

  seek(position) { return this.command(`seek ${position}`); }
  lessonStep(n) { return this.command(`lesson step ${n}`); }
  home() { return this.command("home"); }
  end() { return this.command("end"); }

  set({ arch, kernel }) {
    if (arch !== undefined) this.command(`arch ${arch}`);
    if (kernel !== undefined) this.command(`kernel ${kernel}`);
    return this.state();
  }

  answer(value) { return this.command(`answer ${value}`); }
  command(line) { return this.#done(this.#c.call("lazymmu_command", line)); }
  state() { return JSON.parse(this.#c.call("lazymmu_state")); }
  saved() { return this.#c.call("lazymmu_saved"); }

  query(path) {
    const { value, error } = JSON.parse(this.#c.call("lazymmu_query", path));
    if (error !== undefined) throw new RunError(error);
    return value;
  }

  events(from, to) {
    const { step } = this.state();
    return JSON.parse(this.#c.call("lazymmu_events", from ?? Math.max(step - 1, 0), to ?? step));
  }

  #done(wrong) {
    if (wrong) throw new RunError(wrong);
    return this.state();
  }
}
