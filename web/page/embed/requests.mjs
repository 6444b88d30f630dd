// What the page around a frame may ask for (docs/EMBED.md), and the state that answers it.
import { decodeLink } from "../share/link.mjs";

const MAX_STEPS = 10_000, MAX_TEXT = 1024 * 1024, MAX_SEED = 0xffff_ffff;

const is = {
  text: v => typeof v === "string" && v.length > 0 && v.length <= MAX_TEXT,
  word: v => typeof v === "string" && /^[\w.-]{1,80}$/.test(v),
  count: v => Number.isInteger(v) && v >= 0 && v <= 100_000_000,
};

export const check = (ok, what) => { if (!ok) throw new Error(what); };
const told = async answer => { const error = await answer; if (error) throw new Error(error); };

// Both at once: a machine that cannot be had leaves the one that is there.
async function setMachine(lab, arch, kernel) {
  if (arch !== undefined && kernel !== undefined)
    await told(lab.command(`machine ${arch} ${kernel}`));
  else if (arch !== undefined) await told(lab.command(`arch ${arch}`));
  else if (kernel !== undefined) await told(lab.command(`kernel ${kernel}`));
}

// Each throws an Error that says what is wrong, having changed nothing.
export const requests = lab => ({
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
  // As far as there is a way; it is an error if there is none at all.
  async step({ by = "line", back = false, count = 1 }) {
    check(["line", "over", "out", "lesson"].includes(by), "by is line, over, out or lesson");
    check(typeof back === "boolean", "back is true or false");
    check(is.count(count) && count >= 1 && count <= MAX_STEPS, `count is from 1 to ${MAX_STEPS}`);
    const line = `${back ? "back" : "step"} ${by}`;
    await told(lab.command(line));
    for (let i = 1; i < count; i++) if (await lab.command(line)) return;
  },
  async seek({ position, lessonStep }) {
    check((position === undefined) !== (lessonStep === undefined),
      "seek needs position or lessonStep");
    check(is.count(position ?? lessonStep), "a whole number from 0 is needed");
    await told(lab.command(position === undefined ? `lesson step ${lessonStep}`
      : `seek ${position}`));
  },
  async set({ arch, kernel, seed, theme }) {
    check([arch, kernel, seed, theme].some(v => v !== undefined),
      "set needs arch, kernel, seed or theme");
    for (const value of [arch, kernel])
      check(value === undefined || is.word(value), "a name is needed");
    check(seed === undefined || /^\d{1,10}$/.test(String(seed)) && Number(seed) <= MAX_SEED,
      `seed is a number from 0 to ${MAX_SEED}`);
    check(theme === undefined || ["dark", "light"].includes(theme), "theme is dark or light");
    await setMachine(lab, arch, kernel);
    if (seed !== undefined) await told(lab.command(`seed ${Number(seed)}`));
    if (theme !== undefined) await told(lab.command(`theme ${theme}`));
  },
  async answer({ value }) {
    check(is.word(String(value)), "value is a number or a choice's letter");
    await told(lab.command(`answer ${value}`));
  },
  async query() {},
});

// What is told of the state: names fit for a learning record (xAPI, cmi5).
export const stateOf = lab => {
  const s = lab.state();
  return { lesson: s.lesson, title: s.title, arch: s.arch, kernel: s.kernel, position: s.step,
    length: s.steps, lessonStep: s.lesson_step, lessonSteps: s.lesson_steps, digest: s.digest,
    hazard: s.hazard?.name ?? null, quiz: s.quiz && { ask: s.quiz.ask, standing: s.quiz.standing,
      tries: s.quiz.tries, hints: s.quiz.hints.length },
    questions: (s.questions ?? []).map(({ step, ...rest }) => ({ lessonStep: step, ...rest })),
    error: s.error };
};
