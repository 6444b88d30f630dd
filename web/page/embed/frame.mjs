// The page inside of somebody else's: a poster until it is asked to run, little around the lesson,
// and the protocol of docs/EMBED.md with the page around it.
import { keepAnswers } from "../keep/answers.mjs";
import { courseLesson } from "../fetch/course.mjs";
import { drawBar } from "./frame_bar.mjs";
import { passKeys } from "./frame_keys.mjs";
import { lessonText } from "../fetch/lessons.mjs";
import { encodeLink } from "../share/link.mjs";
import { inline } from "../../text_view/text_view_parts.mjs";
import { reporter } from "./report.mjs";
import { check, requests, stateOf } from "./requests.mjs";

export const PROTOCOL = 1;
const MAX_WAITING = 100;

const element = (tag, properties = {}, ...children) => {
  const e = Object.assign(document.createElement(tag), properties);
  e.append(...children);
  return e;
};

// Whom to talk to: only the page around, and of that only an origin that was named with ?origin=,
// or, if none was, the one that asks first.
function partner(allowed) {
  let origin = "";
  const known = from => (allowed.length ? allowed.includes(from) : !origin || origin === from);
  return {
    accepts: event => event.source === window.parent && window !== window.parent &&
      known(event.origin),
    meet(event) { origin = event.origin; },
    met: () => origin !== "",
    // "null" is the origin of a sandboxed page: it cannot be addressed by name
    send(message) {
      if (origin) window.parent.postMessage({ lazymmu: PROTOCOL, ...message },
        origin === "null" ? "*" : origin);
    },
    // Says that somebody is here, and nothing else.
    hello() {
      for (const to of allowed.length ? allowed : ["*"])
        try {
          window.parent.postMessage({ lazymmu: PROTOCOL, type: "hello" }, to === "null" ? "*" : to);
        } catch { /* not an origin */ }
    },
  };
}

// The lesson that the address asks for, as its text has it.
async function lessonOf(options) {
  if (options.course) return courseLesson(options.course, options.lesson);
  return JSON.parse(await lessonText(options.lesson || document.body.dataset.firstLesson));
}

function drawPoster(title) {
  const image = element("img", { src: "poster.svg", alt: "", width: 320, height: 180 });
  const heading = element("strong", { textContent: "Lazy MMU Lab" });
  const summary = element("span", { className: "summary" });
  const poster = element("button", { id: "poster", type: "button" }, image, heading, summary,
    element("span", { className: "run", textContent: "Run" }));
  document.body.append(poster);
  // what: a lesson's text, or the name of a script
  const show = what => {
    title.textContent = heading.textContent = what.title;
    summary.replaceChildren(...inline(what.summary ?? ""));
    poster.setAttribute("aria-label", `Run: ${what.title}`);
  };
  return { poster, show };
}

// What a file is called that the page around gives before the program runs.
function nameOf({ script, name }) {
  try {
    const { title, summary } = JSON.parse(script);
    if (typeof title === "string") return { title, summary: String(summary ?? "") };
  } catch { /* a script */ }
  return { title: String(name ?? "A script") };
}

function fullAddress(options, link = "") {
  const url = new URL(document.baseURI);
  url.search = "";
  for (const name of ["lesson", "course", "arch", "kernel", "seed", "theme"])
    if (options[name]) url.searchParams.set(name, options[name]);
  url.hash = link;
  return url.href;
}

// Answers messages, one after the other, as they came.
function server(lab, peer, report, bar) {
  const handlers = requests(lab);
  let turn = Promise.resolve();
  return message => {
    turn = turn.then(async () => {
      const { id, type } = message;
      try {
        check(Object.hasOwn(handlers, type), "unknown type");
        await handlers[type](message);
        if (type === "load") bar.forget();
        peer.send({ type: "reply", id, state: stateOf(lab) });
      } catch (error) {
        peer.send({ type: "error", id, message: error.message, state: stateOf(lab) });
      }
      report(type === "step");
    });
  };
}

// The program and the page around: from now on they talk. Returns what to do after each frame.
function connect({ lab, options, peer, bar }) {
  const keep = keepAnswers(lab.answers);
  if (options.step) lab.command(`lesson step ${Number(options.step) || 0}`);
  const report = reporter(lab, (name, fields) => {
    if (name === "quiz") keep();
    peer.send({ type: "event", event: name, ...fields });
  });
  peer.send({ type: "event", event: "ready", state: stateOf(lab) });
  report();
  document.addEventListener("visibilitychange", () => lab.sleep(document.hidden));
  new IntersectionObserver(([seen]) => lab.sleep(!seen.isIntersecting))
    .observe(document.documentElement);
  let timer = 0;
  const offer = async () => {
    bar.open.href = fullAddress(options, await encodeLink(lab.shared()));
  };
  bar.follow(lab);
  offer();
  const drawn = () => {
    report();
    bar.update();
    clearTimeout(timer);
    timer = setTimeout(offer, 250);
  };
  return { drawn, serve: server(lab, peer, report, bar) };
}

// pressed: a promise of the reader's wish to run it.
export function embedFrame(options) {
  const bar = drawBar(options, fullAddress(options));
  const { poster, show } = drawPoster(bar.title);
  const loading = document.getElementById("loading");
  loading.hidden = true;
  lessonOf(options).then(show).catch(() => {});

  const peer = partner(new URLSearchParams(location.search).getAll("origin"));
  let press, serve = null, lab = null;
  const pressed = new Promise(resolve => { press = resolve; });
  const waiting = [];
  addEventListener("message", event => {
    const m = event.data;
    if (!peer.accepts(event) || m === null || typeof m !== "object" || m.lazymmu !== PROTOCOL ||
      typeof m.type !== "string") return;
    if (m.type === "ping") {
      peer.meet(event);
      peer.send({ type: "pong", id: m.id, version: PROTOCOL, running: serve !== null });
    } else if (peer.met()) {
      if (m.type === "run") press();
      else if (serve) serve(m);
      else if (waiting.length < MAX_WAITING) {
        waiting.push(m);
        if (m.type === "load" && typeof m.script === "string") show(nameOf(m));
      }
    }
  });
  poster.addEventListener("click", () => press());
  if (options.run !== undefined) press();
  pressed.then(() => {
    poster.remove();
    loading.hidden = false;
  });
  passKeys(peer, () => lab);
  peer.hello();

  const attach = running => {
    lab = running;
    const connected = connect({ lab, options, peer, bar });
    serve = connected.serve;
    waiting.splice(0).forEach(serve);
    return connected.drawn;
  };
  const failed = message => peer.send({ type: "event", event: "failed", message });
  return { pressed, attach, failed };
}
