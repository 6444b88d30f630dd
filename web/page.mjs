// The page: reads its address, shows the progress, starts the program.
//   ?lesson=ID&arch=arm64&kernel=v7.0&theme=dark&view=text
//   ?mode=embed   in somebody's page (frame.mjs)
//   #v1....       a share link (link.mjs)
import { lessonText } from "./lessons.mjs";
import { decodeLink, isLink } from "./link.mjs";
import { keepForLater } from "./offline.mjs";
import { start } from "./platform.mjs";
import { shareHistory } from "./share.mjs";
import { embedFrame } from "./frame.mjs";

const get = id => document.getElementById(id);
const loading = get("loading");
const options = Object.fromEntries(new URLSearchParams(location.search));
const embedded = options.mode === "embed";
const wasm = new URL("lab.wasm", document.baseURI);

// What the address opens: the text of the lesson, and the session of a link, or why not.
async function wished() {
  const wish = { lesson: null, session: "", wrong: "" };
  let id = options.lesson || document.body.dataset.firstLesson;
  if (isLink(location.hash)) {
    try {
      wish.session = await decodeLink(location.hash);
      id = JSON.parse(wish.session).lesson || id;
    } catch (error) { wish.wrong = error instanceof SyntaxError ? "it is damaged" : error.message; }
  }
  for (const each of [id, document.body.dataset.firstLesson])
    try {
      wish.lesson = { id: each, text: await lessonText(each) };
      break;
    } catch { /* the program asks for it again, and says why it is not there */ }
  return wish;
}

async function run() {
  const wish = wished(); // while the module arrives
  const after = [];
  const lab = await start({
    canvas: get("canvas"),
    ime: get("ime"),
    text: get("text"),
    skip: get("skip"),
    wasm,
    wasmBytes: Number(document.body.dataset.wasmBytes),
    onProgress: part => { get("progress").value = part; },
    options,
    embedded,
    wish,
    onFrame: () => after.forEach(f => f()),
  });
  loading.remove();
  after.push(embedded ? frame.attach(lab, options) : shareHistory(lab));
  lab.readyAt = performance.now();
  window.lazymmu = lab; // for tests and for the curious
  if (!embedded) keepForLater();
}

const frame = embedded ? embedFrame(options) : null;
try {
  if (frame) await frame.pressed;
  await run();
} catch (error) {
  loading.classList.add("failed");
  get("message").textContent = `Lazy MMU Lab cannot start here. ${error.message || error}`;
  frame?.failed(error);
  console.error(error);
}
