// The page around the program: start, frames, size, clipboard, files, context loss.
// pointer.mjs and keyboard.mjs have the input.
import createLab from "./lab.mjs";
import { graphics, pixelRatio, program } from "./loader.mjs";
import { copy } from "./share/clipboard.mjs";
import { exploreHost } from "./explore_host.mjs";
import { attachAutosave, hasSession } from "./keep/autosave.mjs";
import { laterPart } from "./fetch/later.mjs";
import { lessonServer } from "./fetch/lessons.mjs";
import { files } from "./keep/files.mjs";
import { imageServer } from "./fetch/images.mjs";
import { attachKeyboard } from "./input/keyboard.mjs";
import { attachPointer } from "./input/pointer.mjs";
import { textField } from "./input/text_field.mjs";
import { attachTextView } from "../text_view/text_view.mjs";
import { toast } from "./toast.mjs";

const CURSORS = ["default", "text", "move", "ns-resize", "ew-resize", "nesw-resize", "nwse-resize",
  "pointer", "wait", "progress", "not-allowed"];
const CARET_MS = 250;
// text, skip: where the text view goes, and the link that shows it. Without WebGL 2 it is all there
// is. options: what the address asks for. wish: a promise of what is to be open from the start:
// { lesson: { id, text }, session: a saved one's JSON, key: where this page has kept it,
// course: { name, files, first }, wrong: [what, why it cannot be opened] }.
export async function start({
  canvas, ime, text, skip, wasmLater, onFailure,
  options = {}, wish = null, embedded = false, onFrame = () => {},
}) {
  const mac = /Mac|iP(hone|ad)/.test(navigator.platform);
  const lab = { canvas };
  let autosave = null; // the program may ask for it before it is there
  lab.platform = {
    setCursor(n) { canvas.style.cursor = n < 0 ? "none" : CURSORS[n] || "default"; },
    async setClipboard(text) { if (await copy(text, ime)) toast("Copied to the clipboard."); },
    openUrl(url) { if (/^https?:/.test(url)) window.open(url, "_blank", "noopener"); },
    copyLink: () => page.copyLink(),
    setTextField: now => field.set(now),
    saveFile: (name, bytes) => disk.save(name, bytes),
    savePicture: name => disk.savePicture(name),
    pickFile: () => disk.pick(),
    hasOther: () => !!autosave?.other(),
    openOther: () => then(call("open_saved", "The other session", autosave.other())),
    exploreStart: (id, plan) => search.start(id, plan),
    exploreStop: () => search.stop(),
    askImage: (id, address) => serveImage(id, address),
  };
  const search = exploreHost({
    news: (id, json) => { if (withStrings([json], p => lab._web_explore_news(id, p))) poke(1); },
    lost: (id, why) => { withStrings([why], p => lab._web_explore_lost(id, p)); poke(2); },
  });
  const later = laterPart(wasmLater, error => {
    lab.broken = true;
    onFailure(error);
  });
  graphics();
  const loaded = new Promise((resolve, reject) => {
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
  await loaded;
  if (!lab._web_frame) throw new Error("The module did not start.");

  // Calls f with the addresses of zero-terminated copies.
  const withStrings = (strings, f) => {
    const pointers = strings.map(text => {
      const size = lab.lengthBytesUTF8(text) + 1, p = lab._malloc(size);
      lab.stringToUTF8(text, p, size);
      return p;
    });
    try { return f(...pointers); } finally { pointers.forEach(p => lab._free(p)); }
  };

  const read = pointer => lab.UTF8ToString(pointer);
  const supply = (id, content) => withStrings([id, content], (i, t) => lab._web_supply(i, t));
  const serveLessons = lessonServer({
    wanted: () => read(lab._web_wanted()),
    supply(id, content) { supply(id, content); poke(); },
    fail(id, why) { withStrings([id, why], (i, w) => lab._web_supply_failed(i, w)); poke(); },
  });
  const { poke, drawNow } = frames(lab, {
    drawn() { textView.soon(); size.follow(); onFrame(); },
    toggleText: () => textView.toggle(),
    wantsLesson: () => serveLessons(),
  });
  const serveImage = imageServer({ lab, withStrings, poke });
  const { lesson, session, key, course, wrong } = await wish ?? {};
  if (lesson) supply(lesson.id, lesson.text);
  const framed = window !== window.parent;
  const wanted = ["lesson", "arch", "kernel", "seed", "course"].some(name => options[name]) ||
    location.hash.length > 1;
  if (session || course || (!framed && !wanted && hasSession())) await later.wanted();
  function openCourse({ name, files: list, first }) {
    for (const { name: file, text: content } of list)
      withStrings([file, content], (n, t) => lab._web_course_file(n, t));
    const error = withStrings([name], n => read(lab._web_open_course(n)));
    if (!error && first) run(`open ${first}`);
  }
  const matches = query => (matchMedia(query).matches ? 1 : 0);
  const { arch = "", kernel = "", theme = "" } = options;
  const own = (!course && options.lesson) || "";
  const run = line => withStrings([line], p => read(lab._web_command(p)));
  const badSeed = options.seed ? run(`seed ${options.seed}`) : "";
  withStrings([own, arch, kernel, theme], (...texts) =>
    lab._web_start(...texts, matches("(prefers-color-scheme: dark)"),
      embedded ? 1 : 0, matches("(pointer: coarse)")));
  if (session) withStrings(["The link", session], (n, t) => lab._web_open_saved(n, t));
  if (course) openCourse(course);
  for (const [what, why] of [badSeed && ["The seed", badSeed], wrong].filter(Boolean))
    withStrings([what, why], (n, w) => lab._web_open_failed(n, w));
  lab._web_mac(mac ? 1 : 0);

  const sendMods = event => lab._web_mods((event.ctrlKey ? 1 : 0) | (event.shiftKey ? 2 : 0) |
    (event.altKey ? 4 : 0) | (event.metaKey ? 8 : 0));
  const field = textField({ lab, canvas, ime, withStrings, drawNow, poke });
  const call = (name, ...texts) => withStrings(texts, (...p) => read(lab[`_web_${name}`](...p)));
  // What asks for a lesson that has to be fetched is a promise of the same, when it is there.
  const then = error => {
    poke();
    return serveLessons()?.then(() => error) ?? error;
  };
  const command = line => then(call("command", line));
  const openText = (name, content) => {
    disk.openBytes(name, new TextEncoder().encode(content));
    return then("");
  };
  const size = watchSize(lab, canvas, drawNow, poke);
  const textView = attachTextView({
    host: text, skip, command, resized: size.measure, drawn: !!lab._web_draws(),
    focusDrawing: () => ime.focus({ preventScroll: true }),
    read: () => read(lab._web_mirror()),
    open: openText,
  });
  attachPointer({ lab, canvas, ime, poke, drawNow, sendMods, wantsKeyboard: field.wanted,
    takesWheel: () => !framed || document.activeElement === ime });
  attachKeyboard({ lab, canvas, ime, mac, field, withStrings, poke, sendMods, alone: !framed });
  const disk = files({ lab, canvas, withStrings, drawNow, poke });
  canvas.addEventListener("webglcontextlost", event => {
    event.preventDefault(); // else the browser would not give it back
    lab._web_context_lost();
  });
  canvas.addEventListener("webglcontextrestored", () => { lab._web_context_restored(); poke(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) poke(); });
  autosave = framed ? null : attachAutosave({
    saved: () => call("saved"), settings: () => call("settings"),
    open: saved => then(call("open_saved", "The last session", saved)),
    load: settings => call("load_settings", settings),
    answers: () => call("progress"),
    loadAnswers: answers => call("load_progress", answers),
    wanted,
    key,
    bad: (why, name) => {
      withStrings(["What this page has kept", `${why}; it stays in this browser as ${name}`],
        (n, w) => lab._web_open_failed(n, w));
      poke();
    },
    failed: () => {
      withStrings(["Autosave", "this browser keeps nothing for this page: not saved"],
        (n, w) => lab._web_open_failed(n, w));
      poke();
    },
  });
  if (options.view === "text") textView.show(true);
  if (!lab._web_draws()) textView.say("This browser does not offer WebGL 2, so nothing is drawn.");
  poke(6);

  let asleep = false, loser;
  const page = {
    state: () => JSON.parse(read(lab._web_state())),
    widgets: () => JSON.parse(read(lab._web_widgets())),
    mirror: () => JSON.parse(read(lab._web_mirror())),
    module: lab,
    later: later.state,
    textView,
    autosave,
    answers: { // of a frame, which keeps nothing else
      answers: () => call("progress"),
      load: text => withStrings([text], p => lab._web_load_progress(p)),
    },
    command,
    openText,
    saved: () => call("saved"),
    shared: () => call("shared"),
    openSaved: (name, json) => then(call("open_saved", name, json)),
    fail(name, why) { withStrings([name, why], (n, w) => lab._web_open_failed(n, w)); poke(); },
    copy: content => copy(content, ime),
    poke,
    // A frame that nobody sees gives its WebGL context back: a browser has a few for all.
    sleep(on) {
      loser ??= lab._web_draws() &&
        canvas.getContext("webgl2")?.getExtension("WEBGL_lose_context");
      if (on === asleep || !loser) return;
      asleep = on;
      if (on) loser.loseContext();
      else loser.restoreContext();
    },
  };
  return page;
}

// A few frames after anything happens, four a second while a caret blinks, none when idle.
function frames(lab, { drawn, toggleText, wantsLesson }) {
  let due = 0, request = 0, caret = 0;
  const tick = ms => {
    request = 0;
    if (lab.broken) return;
    lab._web_frame(ms);
    if (due > 0) due--;
    drawn();
    plan();
  };
  const plan = () => {
    if (request) return;
    const wants = lab._web_wants();
    if (wants & 4) toggleText();
    if (wants & 8) wantsLesson();
    if (due > 0 || wants & 2) request = requestAnimationFrame(tick);
    else if (wants & 1 && !caret) caret = setTimeout(() => { caret = 0; poke(1); }, CARET_MS);
  };
  const poke = (n = 4) => { due = Math.max(due, n); plan(); };
  const drawNow = n => { while (n-- > 0) lab._web_frame(performance.now()); };
  return { poke, drawNow };
}

// The canvas has as many pixels as the screen, whatever the zoom, and follows changes.
function watchSize(lab, canvas, drawNow, poke) {
  let known = 0; // the ratio that was measured
  let last = ""; // what the program was told
  const measure = entry => {
    const box = canvas.getBoundingClientRect(), ratio = pixelRatio();
    if (!box.width || !box.height) return; // it is not shown
    const exact = entry?.devicePixelContentBoxSize?.[0];
    // Under an emulated scale (developer tools) that box is in CSS pixels: believe it only if near.
    const pixels = (css, device) => {
      const n = Math.round(css * ratio);
      return device && Math.abs(device - n) <= 1 ? device : n;
    };
    const width = pixels(box.width, exact?.inlineSize);
    const height = pixels(box.height, exact?.blockSize);
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    known = ratio;
    const told = [box.width, box.height, width, height];
    lab._web_size(...told);
    if (last !== (last = `${told}`)) drawNow(1); // a resized canvas is blank until drawn
    poke();
  };
  const observer = new ResizeObserver(entries => measure(entries[entries.length - 1]));
  try {
    observer.observe(canvas, { box: "device-pixel-content-box" });
  } catch { observer.observe(canvas); }
  const watchRatio = () => matchMedia(`(resolution: ${devicePixelRatio}dppx)`)
    .addEventListener("change", () => { measure(); watchRatio(); }, { once: true });
  watchRatio();
  measure();
  // not every change of the ratio is told: look at each frame
  const follow = () => { if (known && known !== pixelRatio()) measure(); };
  return { measure: () => measure(), follow };
}
