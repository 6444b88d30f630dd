// The page: reads its address, shows the progress, starts the program.
//   ?lesson=ID&arch=arm64&kernel=v7.0&seed=7&theme=dark&view=text
//   ?course=URL   another course (course.mjs), and ?lesson=ID one of its lessons
//   ?mode=embed   in somebody's page (frame.mjs)
//   #v1....       a share link (link.mjs)
import { keptLike } from "./keep/autosave.mjs";
import { fetchCourse } from "./fetch/course.mjs";
import { lessonText } from "./fetch/lessons.mjs";
import { decodeLink, isLink } from "./share/link.mjs";
import { keepForLater } from "./keep/offline.mjs";
import { start } from "./platform.mjs";
import { shareHistory } from "./share/share.mjs";
import { embedFrame } from "./embed/frame.mjs";
import { reason } from "./failure.mjs";

const get = id => document.getElementById(id);
const loading = get("loading");
const options = Object.fromEntries(new URLSearchParams(location.search));
const embedded = options.mode === "embed";

// What the address opens: the text of the lesson, and the session of a link, or why not.
async function wished() {
  const wish = { lesson: null, session: "", key: null, course: null, wrong: null };
  const own = document.body.dataset.firstLesson;
  let id = (!options.course && options.lesson) || own;
  if (options.course)
    try {
      const files = await fetchCourse(options.course);
      wish.course = { name: options.course, files, first: options.lesson };
    } catch (error) { wish.wrong = ["The course", error.message]; }
  if (isLink(location.hash)) {
    try {
      wish.session = await decodeLink(location.hash);
      const kept = window === window.parent && keptLike(wish.session);
      if (kept) Object.assign(wish, kept);
      id = JSON.parse(wish.session).lesson || id;
    } catch (error) { wish.wrong = ["The link", error.message]; }
  }
  for (const each of [id, own])
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
    wasmLater: new URL("lab.later.wasm", document.baseURI),
    onFailure: error => {
      document.body.append(loading);
      fail("needs a part of itself that cannot be fetched. What you did is kept: reload.", error);
    },
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

function fail(what, error) {
  const message = `Lazy MMU Lab ${what} ${reason(error)}`;
  if (window.lazymmuFailed) window.lazymmuFailed(message); // guard.js
  else {
    loading.classList.add("failed");
    get("message").textContent = message;
  }
  frame?.failed(message);
  console.error(error);
}

const frame = embedded ? embedFrame(options) : null;
try {
  if (frame) await frame.pressed;
  await run();
} catch (error) { fail("cannot start here.", error); }
