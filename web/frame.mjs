// The page inside of somebody else's: a poster until it is asked to run, little around the lesson,
// and the protocol of docs/EMBED.md with the page around it.
import { lessonText } from "./lessons.mjs";
import { decodeLink, encodeLink } from "./link.mjs";

export const PROTOCOL = 1;
const MAX_STEPS = 10_000, MAX_TEXT = 1024 * 1024;

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

const is = {
  text: v => typeof v === "string" && v.length > 0 && v.length <= MAX_TEXT,
  word: v => typeof v === "string" && /^[\w.-]{1,80}$/.test(v),
  count: v => Number.isInteger(v) && v >= 0 && v <= 100_000_000,
};

const check = (ok, what) => { if (!ok) throw new Error(what); };
const told = async answer => { const error = await answer; if (error) throw new Error(error); };

// What a message may ask for. Each throws an Error that says what is wrong, having changed nothing.
const requests = lab => ({
  async load({ lesson, link, session, script, name = "script.lazy" }) {
    check([lesson, link, session, script].filter(v => v !== undefined).length === 1,
      "load needs one of lesson, link, session, script");
    if (lesson !== undefined) {
      check(is.word(lesson), "lesson is an id");
      await told(lab.command(`open ${lesson}`));
      check(lab.state().lesson === lesson, lab.state().error || "the lesson did not open");
    } else if (link !== undefined) {
      check(is.text(link) && link.includes("#"), "link is an address with a fragment");
      await told(lab.openSaved("The link", await decodeLink(link.slice(link.indexOf("#")))));
    } else if (session !== undefined) {
      check(is.text(session), "session is a text");
      await told(lab.openSaved("The session", session));
    } else {
      check(is.text(script), "script is a text");
      check(is.word(name), "name is a file's name");
      await told(lab.openText(name, script));
      check(!lab.state().error, lab.state().error);
    }
  },
  async step({ by = "line", back = false, count = 1 }) {
    check(["line", "over", "out", "lesson"].includes(by), "by is line, over, out or lesson");
    check(typeof back === "boolean", "back is true or false");
    check(is.count(count) && count >= 1 && count <= MAX_STEPS, `count is from 1 to ${MAX_STEPS}`);
    for (let i = 0; i < count; i++) await told(lab.command(`${back ? "back" : "step"} ${by}`));
  },
  async seek({ position, lessonStep }) {
    check((position === undefined) !== (lessonStep === undefined),
      "seek needs position or lessonStep");
    check(is.count(position ?? lessonStep), "a whole number from 0 is needed");
    await told(lab.command(position === undefined ? `lesson step ${lessonStep}`
      : `seek ${position}`));
  },
  async set({ arch, kernel, seed, theme }) {
    const asked = Object.entries({ arch, kernel, seed, theme }).filter(([, v]) => v !== undefined);
    check(asked.length > 0, "set needs arch, kernel, seed or theme");
    for (const [, value] of asked) check(is.word(String(value)), "a name is needed");
    for (const [what, value] of asked) await told(lab.command(`${what} ${value}`));
  },
  async answer({ value }) {
    check(is.word(String(value)), "value is a number or a choice's letter");
    await told(lab.command(`answer ${value}`));
  },
  async query() {},
});

// What is told of the state: names fit for a learning record (xAPI, cmi5).
const stateOf = lab => {
  const s = lab.state();
  return { lesson: s.lesson, title: s.title, arch: s.arch, kernel: s.kernel, position: s.step,
    length: s.steps, lessonStep: s.lesson_step, lessonSteps: s.lesson_steps, digest: s.digest,
    hazard: s.hazard?.name ?? null, quiz: s.quiz && { ask: s.quiz.ask, standing: s.quiz.standing,
      tries: s.quiz.tries, hints: s.quiz.hints.length },
    error: s.error };
};

const isoDuration = ms => `PT${(ms / 1000).toFixed(1)}S`;

// Tells what happens, once for each time that it does.
function reporter(lab, tell) {
  let last = {}, begun = performance.now(), completed = "", answers = new Map();
  const about = s => ({ lesson: s.lesson, title: s.title, arch: s.arch, kernel: s.kernel });
  const score = async s => {
    const steps = JSON.parse(await lessonText(s.lesson)).steps;
    const max = steps.filter(step => step.quiz).length;
    const raw = [...answers.values()].filter(standing => standing === "solved").length;
    return max ? { raw, min: 0, max, scaled: raw / max } : undefined;
  };
  return async () => {
    const s = lab.state(), before = last;
    last = s;
    if (s.lesson !== before.lesson) {
      begun = performance.now();
      completed = "";
      answers = new Map();
    }
    const moved = ["lesson", "step", "lesson_step", "arch", "kernel", "digest"]
      .some(name => s[name] !== before[name]);
    if (!moved && s.quiz?.tries === before.quiz?.tries &&
      s.quiz?.standing === before.quiz?.standing) return;
    if (moved) tell("stepped", { ...about(s), position: s.step, length: s.steps,
      lessonStep: s.lesson_step, lessonSteps: s.lesson_steps, digest: s.digest });
    if (s.hazard && s.hazard.step !== before.hazard?.step)
      tell("hazard", { ...about(s), position: s.hazard.step, name: s.hazard.name,
        description: s.hazard.title, why: s.hazard.why, where: s.hazard.where });
    const asked = q => q && before.quiz && q.ask === before.quiz.ask &&
      (q.tries !== before.quiz.tries || q.standing !== before.quiz.standing);
    if (asked(s.quiz)) {
      if (answers.get(s.lesson_step) !== "solved") answers.set(s.lesson_step, s.quiz.standing);
      tell("quiz", { ...about(s), lessonStep: s.lesson_step, question: s.quiz.ask,
        success: s.quiz.standing === "solved", revealed: s.quiz.standing === "revealed",
        tries: s.quiz.tries, hints: s.quiz.hints.length });
    }
    if (s.lesson && s.step === s.steps && s.lesson_step === s.lesson_steps - 1 &&
      completed !== s.lesson) {
      completed = s.lesson;
      tell("completed", { ...about(s), completion: true,
        score: await score(s).catch(() => undefined),
        duration: isoDuration(performance.now() - begun) });
    }
  };
}

// The bar, with a way to the whole program, and the poster.
function drawBar(options) {
  const open = element("a", { id: "full", target: "_blank", rel: "noopener",
    textContent: "Open full" });
  open.href = fullAddress(options);
  const title = element("span", { id: "title", textContent: "Lazy MMU Lab" });
  const root = document.documentElement;
  root.classList.add("embedded");
  if (["dark", "light"].includes(options.theme)) root.dataset.theme = options.theme;
  document.body.prepend(element("header", { id: "bar" }, title, open));
  return { open, title };
}

function fullAddress(options, link = "") {
  const url = new URL(document.baseURI);
  url.search = "";
  for (const name of ["lesson", "arch", "kernel", "seed", "theme"])
    if (options[name]) url.searchParams.set(name, options[name]);
  url.hash = link;
  return url.href;
}

// pressed: a promise of the reader's wish to run it.
export function embedFrame(options) {
  const { open, title } = drawBar(options);
  const poster = element("button", { id: "poster", type: "button" });
  const image = element("img", { src: "poster.svg", alt: "", width: 320, height: 180 });
  const heading = element("strong", { textContent: "Lazy MMU Lab" });
  const summary = element("span", { className: "summary" });
  poster.append(image, heading, summary, element("span", { className: "run", textContent: "Run" }));
  const loading = document.getElementById("loading");
  loading.hidden = true;
  document.body.append(poster);
  const id = options.lesson || document.body.dataset.firstLesson;
  lessonText(id).then(text => {
    const lesson = JSON.parse(text);
    title.textContent = heading.textContent = lesson.title;
    summary.textContent = lesson.summary;
    poster.setAttribute("aria-label", `Run: ${lesson.title}`);
  }).catch(() => {});

  const allowed = new URLSearchParams(location.search).getAll("origin");
  const peer = partner(allowed);
  let press;
  const pressed = new Promise(resolve => { press = resolve; });
  let serve = null;
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
      else if (waiting.length < 100) waiting.push(m);
    }
  });
  poster.addEventListener("click", () => press());
  if (options.run !== undefined) press();
  pressed.then(() => {
    poster.remove();
    loading.hidden = false;
  });
  peer.hello();

  const attach = lab => {
    if (options.step) lab.command(`lesson step ${Number(options.step) || 0}`);
    const handlers = requests(lab);
    const report = reporter(lab, (name, fields) =>
      peer.send({ type: "event", event: name, ...fields }));
    let turn = Promise.resolve(); // one after the other, as they came
    serve = message => {
      turn = turn.then(async () => {
        const { id, type } = message;
        try {
          check(Object.hasOwn(handlers, type), "unknown type");
          await handlers[type](message);
          peer.send({ type: "reply", id, state: stateOf(lab) });
        } catch (error) {
          peer.send({ type: "error", id, message: error.message, state: stateOf(lab) });
        }
        await report();
      });
    };
    peer.send({ type: "event", event: "ready", state: stateOf(lab) });
    waiting.splice(0).forEach(serve);
    document.addEventListener("visibilitychange", () => lab.sleep(document.hidden));
    new IntersectionObserver(([seen]) => lab.sleep(!seen.isIntersecting))
      .observe(document.documentElement);
    let timer = 0;
    const offer = async () => {
      title.textContent = lab.state().title || title.textContent;
      open.href = fullAddress(options, await encodeLink(lab.shared()));
    };
    offer();
    return () => {
      report();
      clearTimeout(timer);
      timer = setTimeout(offer, 250);
    };
  };
  const failed = error =>
    peer.send({ type: "event", event: "failed", message: String(error.message) });
  return { pressed, attach, failed };
}
