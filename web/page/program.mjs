// The program: its module, once it has started, and how to call it. web/glue/ has the other side.
import createLab from "./lab.mjs";
import { laterPart } from "./fetch/later.mjs";
import { graphics, program } from "./loader.mjs";

// Calls f with the addresses of zero-terminated copies.
function withStringsOf(lab, strings, f) {
  const pointers = strings.map(text => {
    const size = lab.lengthBytesUTF8(text) + 1, p = lab._malloc(size);
    lab.stringToUTF8(text, p, size);
    return p;
  });
  try { return f(...pointers); } finally { pointers.forEach(p => lab._free(p)); }
}

async function instantiate(lab, later) {
  await new Promise((resolve, reject) => {
    lab.instantiateWasm = (imports, receive) => {
      imports.placeholder = later.placeholders;
      program().then(async module => {
        const instance = await WebAssembly.instantiate(module, imports);
        later.begin(instance, module);
        receive(instance, module);
      }).catch(reject);
      return {}; // Emscripten: it comes later
    };
    createLab(lab).then(resolve, reject);
  });
  if (!lab._web_frame) throw new Error("The module did not start.");
}

// lab: Emscripten's module; lab.platform is what web/glue/ calls (platform.mjs).
// onFailure(error): its later part was needed, and could not be had; then it is broken.
export async function loadProgram({ canvas, wasmLater, onFailure }) {
  const lab = { canvas, platform: null };
  let broken = false;
  const later = laterPart(wasmLater, error => {
    broken = true;
    onFailure(error);
  });
  graphics();
  await instantiate(lab, later);
  const withStrings = (strings, f) => withStringsOf(lab, strings, f);
  // What a function that takes texts answers: a text or nothing, or a number.
  const call = (name, ...texts) =>
    lab.UTF8ToString(withStrings(texts, (...p) => lab[`_web_${name}`](...p)));
  return {
    lab, later, withStrings, call,
    fail(what, why) { call("open_failed", what, why); },
    broken: () => broken,
  };
}
