// The page around the program: starts it, gives it what it asks for, and offers what others ask.
import { MODS } from "./bits.mjs";
import { exploreHost } from "./explore_host.mjs";
import { imageServer } from "./fetch/images.mjs";
import { lessonServer } from "./fetch/lessons.mjs";
import { frameLoop } from "./frames.mjs";
import { attachKeyboard } from "./input/keyboard.mjs";
import { attachPointer } from "./input/pointer.mjs";
import { textField } from "./input/text_field.mjs";
import { autosave } from "./keep/autosave.mjs";
import { files } from "./keep/files.mjs";
import { openFirst } from "./opening.mjs";
import { loadProgram } from "./program.mjs";
import { sessionOf } from "./session.mjs";
import { copy } from "./share/clipboard.mjs";
import { shareLinks } from "./share/share.mjs";
import { watchSize } from "./size.mjs";
import { attachTextView } from "../text_view/text_view.mjs";
import { toast } from "./toast.mjs";

const CURSORS = ["default", "text", "move", "ns-resize", "ew-resize", "nesw-resize", "nwse-resize",
  "pointer", "wait", "progress", "not-allowed"];

function lessonsFor({ call }, poke) {
  return lessonServer({
    wanted: () => call("wanted"),
    supply(id, text) { call("supply", id, text); poke(); },
    fail(id, why) { call("supply_failed", id, why); poke(); },
  });
}

function searchesFor({ lab, withStrings }, poke) {
  return exploreHost({
    news(id, json) { if (withStrings([json], p => lab._web_explore_news(id, p))) poke(1); },
    lost(id, why) { withStrings([why], p => lab._web_explore_lost(id, p)); poke(2); },
  });
}

function autosaveFor({ call }, session, opened) {
  return autosave({
    saved: session.saved,
    settings: () => call("settings"),
    open: saved => session.openSaved("The last session", saved),
    load: settings => call("load_settings", settings),
    answers: session.answers.answers,
    loadAnswers: session.answers.load,
    bad: (why, name) => session.fail("What this page has kept",
      `${why}; it stays in this browser as ${name}`),
    failed: () => session.fail("Autosave", "this browser keeps nothing for this page: not saved"),
    ...opened,
  });
}

// What the program asks of the page: web/glue/ calls these as Module.platform.
function platformFor({ tools, session, keep, disk, field, links, searches, serveImage }) {
  const { canvas, ime } = tools;
  return {
    setCursor(n) { canvas.style.cursor = n < 0 ? "none" : CURSORS[n] || "default"; },
    async setClipboard(text) { if (await copy(text, ime)) toast("Copied to the clipboard."); },
    openUrl(url) { if (/^https?:/.test(url)) window.open(url, "_blank", "noopener"); },
    copyLink: links.copyLink,
    setTextField: field.set,
    saveFile: disk.save,
    savePicture: disk.savePicture,
    pickFile: disk.pick,
    hasOther: () => !!keep?.other(),
    openOther: () => session.openSaved("The other session", keep.other()),
    exploreStart: searches.start,
    exploreStop: searches.stop,
    askImage: serveImage,
  };
}

function attachInput(tools, field, framed) {
  const { lab, canvas, ime, poke } = tools;
  const sendMods = event => lab._web_mods((event.ctrlKey ? MODS.ctrl : 0) |
    (event.shiftKey ? MODS.shift : 0) | (event.altKey ? MODS.alt : 0) |
    (event.metaKey ? MODS.meta : 0));
  attachPointer({ ...tools, sendMods, wantsKeyboard: field.wanted,
    takesWheel: () => !framed || document.activeElement === ime });
  attachKeyboard({ ...tools, field, sendMods, alone: !framed });
  canvas.addEventListener("webglcontextlost", event => {
    event.preventDefault(); // else the browser would not give it back
    lab._web_context_lost();
  });
  canvas.addEventListener("webglcontextrestored", () => { lab._web_context_restored(); poke(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) poke(); });
}

// A frame that nobody sees gives its WebGL context back: a browser has a few for all.
function sleeper({ lab, canvas }) {
  let asleep = false, loser;
  return on => {
    loser ??= lab._web_draws() &&
      canvas.getContext("webgl2")?.getExtension("WEBGL_lose_context");
    if (on === asleep || !loser) return;
    asleep = on;
    if (on) loser.loseContext();
    else loser.restoreContext();
  };
}

// text, skip: where the text view goes, and the link that shows it. Without WebGL 2 it is all there
// is. options: what the address asks for. wish: a promise of what is to be open from the start:
// { lesson: { id, text }, session: a saved one's JSON, key: where this page has kept it,
// course: { name, files, first }, wrong: [what, why it cannot be opened] }.
// Resolves to the page's interface, all of which is in the last lines here and in session.mjs.
export async function start({
  canvas, ime, text, skip, wasmLater, onFailure,
  options = {}, wish = null, embedded = false, onFrame = () => {},
}) {
  const framed = window !== window.parent;
  const mac = /Mac|iP(hone|ad)/.test(navigator.platform);
  const program = await loadProgram({ canvas, wasmLater, onFailure });
  const { lab, call, withStrings } = program;
  const { poke, drawNow, begin } = frameLoop(program);
  const opened = await openFirst({ program, options, wish, embedded, framed });
  lab._web_mac(mac ? 1 : 0);

  const tools = { lab, canvas, ime, mac, withStrings, poke, drawNow };
  const field = textField(tools), disk = files(tools), serveImage = imageServer(tools);
  const searches = searchesFor(program, poke), serveLessons = lessonsFor(program, poke);
  const session = sessionOf(program, { files: disk, poke, serveLessons });
  const links = shareLinks({ shared: session.shared, copy: content => copy(content, ime) });
  const keep = framed ? null : autosaveFor(program, session, opened);
  lab.platform = platformFor({ tools, session, keep, disk, field, links, searches, serveImage });

  const size = watchSize(tools);
  const drawn = !!lab._web_draws();
  const textView = attachTextView({
    host: text, skip, command: session.command, resized: size.measure, drawn,
    focusDrawing: () => ime.focus({ preventScroll: true }),
    read: () => call("mirror"),
    open: session.openText,
  });
  attachInput(tools, field, framed);
  begin({
    drawn() { textView.soon(); size.follow(); onFrame(); },
    toggleText: textView.toggle,
    wantsLesson: serveLessons,
  });
  keep?.begin();
  if (options.view === "text") textView.show(true);
  if (!drawn) textView.say("This browser does not offer WebGL 2, so nothing is drawn.");
  poke(6);
  return {
    ...session, ...links, module: lab, later: program.later.state, textView, autosave: keep, poke,
    sleep: sleeper(tools),
    readyAt: 0, // when page.mjs had it
  };
}
