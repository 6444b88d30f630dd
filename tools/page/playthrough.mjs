// Plays lessons on a module that counts which of its functions run (`wasm-split --instrument`), and
// writes that count: split.mjs keeps these functions in the part that a page begins with.
//   node playthrough.mjs LAB.MJS INSTRUMENTED.WASM LESSONS OUT
// There is no browser: what would draw answers as WebGL does, and draws nothing.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [glue, wasm, lessons, out] = process.argv.slice(2);
const WIDTH = 1280, HEIGHT = 800, FRAME_MS = 16;
const ACTIVE_UNIFORMS = 0x8b86, VERSION = 0x1f02, SHADING_VERSION = 0x8b8c, A_LARGE_NUMBER = 8192;

const answers = {
  getParameter: name => ({ [VERSION]: "WebGL 2.0", [SHADING_VERSION]: "WebGL GLSL ES 3.00" })[name]
    ?? A_LARGE_NUMBER,
  getSupportedExtensions: () => [],
  getExtension: () => null,
  getContextAttributes: () => ({}),
  getShaderParameter: () => 1,
  getProgramParameter: (_, name) => (name === ACTIVE_UNIFORMS ? 2 : 1),
  getActiveUniform: (_, i) => ({ name: ["ProjMtx", "Texture"][i], size: 1 }),
  getUniformLocation: () => ({}),
};
const gl = new Proxy(answers, { get: (known, name) => known[name] ??
  (String(name).startsWith("create") ? () => ({}) : () => 0) });
const canvas = { getContext: () => gl, addEventListener() {} };
Object.assign(globalThis, {
  document: { querySelector: () => canvas, addEventListener() {} },
  window: globalThis, self: globalThis, location: { href: "" }, WebGLRenderingContext: class {},
});

let exports = null;
const { default: createLab } = await import(pathToFileURL(glue));
const lab = await createLab({
  canvas,
  platform: new Proxy({}, { get: () => () => 0 }),
  instantiateWasm(imports, receive) {
    WebAssembly.instantiate(readFileSync(wasm), imports).then(({ instance, module }) => {
      ({ exports } = instance);
      receive(instance, module);
    });
    return {};
  },
});

function withStrings(strings, f) {
  const pointers = strings.map(text => {
    const size = lab.lengthBytesUTF8(text) + 1, p = lab._malloc(size);
    lab.stringToUTF8(text, p, size);
    return p;
  });
  const result = f(...pointers);
  pointers.forEach(p => lab._free(p));
  return result;
}
const read = pointer => lab.UTF8ToString(pointer);
let now = 0;
const frames = n => { while (n-- > 0) lab._web_frame(now += FRAME_MS); };
const all = () => { // what the page asks for after frames
  frames(2);
  for (const name of ["wants", "wanted", "state", "mirror", "saved", "settings", "progress",
    "draws", "has_waiting_events"]) lab[`_web_${name}`]();
};
const supply = id => withStrings([id, readFileSync(path.join(lessons, `${id}.json`), "utf8")],
  (i, text) => lab._web_supply(i, text));
function command(line) {
  withStrings([line], p => lab._web_command(p));
  const id = read(lab._web_wanted());
  if (id) supply(id);
  all();
}
const commands = lines => lines.forEach(command);
const several = (n, line) => { while (n-- > 0) command(line); };
function key(code, name) {
  for (const down of [1, 0])
    withStrings([code, name], (c, k) => { lab._web_key(c, k, down); frames(1); });
}
// Everything that is shown, under the pointer.
function hover(width, height) {
  for (let y = 5; y < height; y += 13)
    for (let x = 5; x < width; x += 31) {
      lab._web_mouse(x, y, 0);
      frames(1);
    }
}
const size = (width, height, ratio = 1) => {
  lab._web_size(width, height, width * ratio, height * ratio);
  all();
};

const archs = ["powerpc", "sparc", "x86", "arm64"].map(name => `arch ${name}`);
const moves = ["step", "step over", "step out", "step lesson", "back", "back over", "back out",
  "back lesson", "end", "home", "seek 5", "play", "pause"];

function click(x, y) {
  lab._web_mods(0);
  lab._web_mouse(x, y, 0);
  for (const down of [1, 0]) { lab._web_button(0, down); frames(2); }
  lab._web_wheel(0, 1);
  frames(2);
}

function play() {
  const { lessons: ids } = JSON.parse(readFileSync(path.join(lessons, "course.json"), "utf8"));
  const flat = list => list.flatMap(e => (typeof e === "string" ? [e] : flat(e.lessons)));
  const course = flat(ids).filter(name => !name.includes("/")).map(name =>
    name.replace(/\.json$/, ""));
  supply(course[0]);
  withStrings(["", "", "", ""], (...none) => lab._web_start(...none, 1, 0, 0));
  lab._web_mac(0);
  size(WIDTH, HEIGHT);
  lab._web_focus(1);
  frames(8);
  withStrings([read(lab._web_settings())], p => lab._web_load_settings(p));
  commands(moves);
  several(40, "step");
  commands(["theme light", "theme dark"]);
  commands(archs);
  commands(["v6.12", "v6.18", "v7.0", "v7.1", "v7.2"].map(name => `kernel ${name}`));
  hover(WIDTH, HEIGHT);
  click(WIDTH / 2, HEIGHT / 2); // the listing
  click(WIDTH / 2, HEIGHT - 40); // the timeline
  for (const [code, name] of [["ArrowRight", "ArrowRight"], ["ArrowLeft", "ArrowLeft"],
    ["Tab", "Tab"], ["Space", " "], ["Enter", "Enter"]]) key(code, name);
  for (const id of course) {
    command(`open ${id}`);
    for (const answer of ["hint", "answer 1", "answer a", "answer b", "reveal"]) command(answer);
    several(3, "step lesson");
    read(lab._web_shared());
    const saved = read(lab._web_saved());
    withStrings(["what was open", saved], (name, text) => lab._web_open_saved(name, text));
    commands(["answer 0", "hint", "reveal", "back", "back", "end"]);
    for (const arch of archs) { // to the end, on each that it has
      commands([arch, "home", "step"]);
      several(12, "step lesson");
      commands(["back lesson", "end", "home"]);
    }
  }
  size(390, 844, 3);
  hover(390, 844);
}

play();
const bytes = exports.__write_profile(0, 0), at = lab._malloc(bytes);
if (exports.__write_profile(at, bytes) !== bytes) throw new Error("the counts do not fit");
writeFileSync(out, lab.HEAPU8.subarray(at, at + bytes));
process.exit(0); // whatever the program still waits for
