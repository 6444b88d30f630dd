// What the page around is told of somebody's answers: points that guessing does not earn, a lesson
// that is complete when it was gone through, and answers that outlive the page.
import assert from "node:assert/strict";
import test from "node:test";
import { element, inHost, listen, withPlainHost } from "./embed_host.mjs";

// Answers the number question of two-counters' step 3 with these.
const number = (page, ...values) => inHost(page, async (lab, all) => {
  await lab.seek({ lessonStep: 3 });
  for (const value of all) await lab.answer(value);
}, values);

// Tries the choices one by one; returns how often.
const choose = (page, step) => inHost(page, async (lab, at) => {
  let state = await lab.seek({ lessonStep: at });
  for (const letter of "abcdef")
    if (state.quiz.standing === "open") state = await lab.answer(letter);
  return state.quiz.tries;
}, step);

const toEnd = page => inHost(page, async lab =>
  lab.seek({ position: (await lab.query()).length }));

// All that was told until now: what is answered later comes later.
const told = async (page, name) => {
  await inHost(page, lab => lab.query());
  return (await page.evaluate(() => window.told)).filter(([what]) => what === name)
    .map(([, detail]) => detail);
};
const points = (tries, skipped = false) => [1, 0.5][tries - 1 + skipped] ?? 0;

test("the end alone completes nothing; answers after it do, once, and they stay", () =>
  withPlainHost(element('lesson="two-counters" run'), async page => {
    await listen(page);
    await toEnd(page);
    assert.deepEqual(await told(page, "completed"), []);
    await number(page, 2);
    const tries = [await choose(page, 2), await choose(page, 5)];
    const completed = await told(page, "completed");
    assert.equal(completed.length, 1);
    const { questions } = await inHost(page, lab => lab.query());
    const raw = questions.reduce((sum, q) => sum + points(q.tries, q.skipped), 0);
    assert.deepEqual(completed[0].score, { raw, min: 0, max: 3, scaled: raw / 3 });
    assert.equal(completed[0].completion, true);
    assert.match(completed[0].duration, /^PT[\d.]+S$/);
    await toEnd(page);
    assert.equal((await told(page, "completed")).length, 1);
    const before = await inHost(page, lab => lab.query());
    assert.deepEqual(before.questions.map(q => [q.lessonStep, q.standing, q.tries]),
      [[2, "solved", tries[0]], [3, "solved", 1], [5, "solved", tries[1]]]);
    await page.reload(); // another visit
    await listen(page);
    const after = await inHost(page, lab => lab.query());
    assert.deepEqual(after.questions, before.questions);
    await toEnd(page);
    assert.deepEqual(await told(page, "completed"), []); // nothing new
  }));

test("many guesses earn nothing, two half", () => withPlainHost(
  url => element('lesson="two-counters" run')(url), async page => {
    await listen(page);
    await number(page, 9, 8, 7, 6, 5, 2);
    const quiz = await told(page, "quiz");
    assert.deepEqual(quiz.map(q => [q.tries, q.success]),
      [1, 2, 3, 4, 5, 6].map(n => [n, n === 6]));
    const tries = [await choose(page, 2), await choose(page, 5)];
    const [{ score }] = await told(page, "completed");
    assert.equal(score.raw, points(tries[0]) + points(tries[1]));
    assert.equal(score.max, 3);
  }));

test("whoever goes through all steps completes a lesson, and an answer then is told too", () =>
  withPlainHost(element('lesson="two-counters" run'), async page => {
    await listen(page);
    await inHost(page, async lab => {
      let now = await lab.seek({ position: 0 });
      while (now.position < now.length) now = await lab.step({ by: "lesson" });
    });
    const [first, ...others] = await told(page, "completed");
    assert.deepEqual([others.length, first.score], [0, { raw: 0, min: 0, max: 3, scaled: 0 }]);
    const { questions } = await inHost(page, lab => lab.query());
    assert.deepEqual(questions.map(q => [q.standing, q.skipped]), Array(3).fill(["open", true]));
    await number(page, 2); // at the first try, but after its lines were seen to run
    assert.equal((await told(page, "completed")).at(-1).score.raw, 0.5);
  }));

test("two frames of one page keep their answers side by side", () => withPlainHost(
  url => `${element('lesson="two-counters" run')(url)}
    <lazy-mmu-lab id="other" lesson="why-batch" run></lazy-mmu-lab>`, async page => {
    const other = f => page.evaluate(async text => {
      const lab = document.getElementById("other");
      await lab.ready;
      return (0, eval)(`(${text})`)(lab);
    }, f.toString());
    await number(page, 2);
    await other(async lab => {
      let state = await lab.seek({ lessonStep: 4 });
      for (const letter of "abcdef")
        if (state.quiz.standing === "open") state = await lab.answer(letter).catch(() =>
          lab.answer(letter.charCodeAt(0) - 97));
    });
    await page.reload();
    assert.equal((await inHost(page, lab => lab.query())).questions[1].standing, "solved");
    assert.notEqual((await other(lab => lab.query())).questions[0].tries, 0);
  }));
