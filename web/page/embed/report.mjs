// Tells the page around a frame what happens in it, once for each time that it does.
const isoDuration = ms => `PT${(ms / 1000).toFixed(1)}S`;
const about = s => ({ lesson: s.lesson, title: s.title, arch: s.arch, kernel: s.kernel });

// A question is worth a point at the first try and half of one at the second: whoever tries them
// all has understood nothing. Whoever has let the lines run first has seen as much as a try tells.
const worth = ({ standing, tries, skipped }) =>
  (standing === "solved" ? [1, 0.5][tries - 1 + (skipped ? 1 : 0)] ?? 0 : 0);

function scoreOf(questions) {
  if (!questions.length) return undefined;
  const raw = questions.reduce((sum, question) => sum + worth(question), 0);
  return { raw, min: 0, max: questions.length, scaled: raw / questions.length };
}

// What was done of a lesson. It is complete when each of its steps was shown, up to its last line,
// or each question is answered: to jump to the end is not enough.
class Records {
  #records = new Map(); // lesson -> record

  of(s) {
    if (!this.#records.has(s.lesson))
      this.#records.set(s.lesson, { begun: performance.now(), seen: new Set(), ended: false,
        told: this.#answered(s) ? this.#mark(s) : null });
    return this.#records.get(s.lesson);
  }

  #answered(s) { return s.questions.length > 0 && s.questions.every(q => q.standing !== "open"); }
  #mark(s) { return JSON.stringify(scoreOf(s.questions) ?? null); }

  // passed: the steps between were gone through, not jumped over.
  see(s, before, passed) {
    const record = this.of(s);
    const from = passed && before.lesson === s.lesson ? before.lesson_step : s.lesson_step;
    for (let i = Math.min(from, s.lesson_step); i <= s.lesson_step; i++) record.seen.add(i);
    if (s.step === s.steps) record.ended = true;
  }

  // The record, if it is complete now, or its score has changed since that was told.
  news(s) {
    const record = this.of(s), all = record.ended && record.seen.size === s.lesson_steps;
    if (!(all || this.#answered(s)) || record.told === this.#mark(s)) return null;
    record.told = this.#mark(s);
    return record;
  }
}

// stepped: the page around has just asked for steps.
export function reporter(lab, tell) {
  const records = new Records();
  let last = {};
  return (stepped = false) => {
    const s = lab.state(), before = last;
    last = s;
    const moved = ["lesson", "step", "lesson_step", "arch", "kernel", "digest"]
      .some(name => s[name] !== before[name]);
    const asked = s.quiz && before.quiz && s.quiz.ask === before.quiz.ask &&
      (s.quiz.tries !== before.quiz.tries || s.quiz.standing !== before.quiz.standing);
    if (!moved && !asked) return;
    if (moved) tell("stepped", { ...about(s), position: s.step, length: s.steps,
      lessonStep: s.lesson_step, lessonSteps: s.lesson_steps, digest: s.digest });
    if (s.hazard && s.hazard.step !== before.hazard?.step)
      tell("hazard", { ...about(s), position: s.hazard.step, name: s.hazard.name,
        description: s.hazard.title, why: s.hazard.why, where: s.hazard.where });
    if (asked)
      tell("quiz", { ...about(s), lessonStep: s.lesson_step, question: s.quiz.ask,
        success: s.quiz.standing === "solved", revealed: s.quiz.standing === "revealed",
        tries: s.quiz.tries, hints: s.quiz.hints.length });
    if (!s.lesson) return;
    records.see(s, before, stepped || before.playing);
    const record = records.news(s);
    if (record)
      tell("completed", { ...about(s), completion: true, score: scoreOf(s.questions),
        duration: isoDuration(performance.now() - record.begun) });
  };
}
