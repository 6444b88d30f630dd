// What the page keeps in the browser, and what a link holds: nothing of anybody's is lost, and
// nothing goes to others that was only put aside.
import assert from "node:assert/strict";
import test from "node:test";
import { inflateRawSync } from "node:zlib";
import { open } from "./lib.mjs";

const SCRIPT = 'lazy_mmu_mode_enable();\nset_pte_at(KERNEL, 7, "pw");\nlazy_mmu_mode_disable();\n';
const ANSWER = { lesson: "kunit", step: 0, standing: "solved", tries: 1, hints: 0 };
const answers = (...list) => JSON.stringify({ format_version: 1, quizzes: list });
const unpack = link => inflateRawSync(Buffer.from(link.split("#v1.")[1], "base64url")).toString();

async function withLab(options, body) {
  const lab = await open(options);
  try { await body(lab); assert.deepEqual(lab.errors(), []); } finally { await lab.close(); }
}

const kept = (lab, name) => lab.page.evaluate(key => localStorage.getItem(key), name);
const running = page => page.waitForFunction(() => window.lazymmu?.readyAt);
const save = page => page.evaluate(() => window.lazymmu.autosave.save());
const openScript = page =>
  page.evaluate(text => window.lazymmu.openText("mine.lazy", text), SCRIPT);
const behind = async lab => {
  await lab.command("mode playground");
  return (await lab.state()).title;
};

test("a link holds nothing that was put aside, and a reload still has it", () =>
  withLab({}, async lab => {
    await openScript(lab.page);
    await lab.command("open who-reads");
    const link = await lab.page.evaluate(() => window.lazymmu.link());
    assert.ok(!unpack(link).includes("mine.lazy"), "a private script is in the link");
    await lab.until("the address", () => lab.page.evaluate(async () =>
      location.hash === new URL(await window.lazymmu.link()).hash));
    await lab.page.reload();
    await running(lab.page);
    assert.equal((await lab.state()).lesson, "who-reads");
    assert.equal(await behind(lab), "mine.lazy");
  }));

test("whoever comes by a link, or for a lesson, and leaves, loses no script", () =>
  withLab({}, async lab => {
    await openScript(lab.page);
    await lab.command("seek 3");
    const base = lab.page.url().replace(/[?#].*/, "");
    await lab.page.goto(`${base}?lesson=nested-sections`);
    await running(lab.page);
    assert.equal((await lab.state()).lesson, "nested-sections");
    await lab.command("seek 12");
    assert.equal(await lab.command("reopen"), "", "the script is one command away");
    assert.equal((await lab.state()).title, "mine.lazy");
    await lab.command("open nested-sections");
    await lab.page.goto(base);
    await running(lab.page);
    const state = await lab.state();
    assert.equal(state.title, "mine.lazy");
    assert.equal(state.step, 3);
  }));

test("what the page does not understand it keeps aside", () => withLab({}, async lab => {
  const newer = answers().replace("1", "99"), hurt = '{"lazymmu":"session","format_version":99}';
  await lab.page.evaluate(([a, s]) => {
    window.lazymmu.autosave.save = () => {};
    localStorage.setItem("lazymmu.answers", a);
    localStorage.setItem("lazymmu.session", s);
  }, [newer, hurt]);
  await lab.context.newPage(); // the first page is left without a word of its own
  const page = await lab.context.newPage();
  await page.goto(lab.server.url);
  await running(page);
  assert.match(await page.evaluate(() => window.lazymmu.state().error), /lazymmu\.\w+\.bad/);
  await page.evaluate(() => window.lazymmu.command("seek 5"));
  await save(page);
  const all = await page.evaluate(() => ({ ...localStorage }));
  assert.equal(all["lazymmu.answers.bad"], newer);
  assert.equal(all["lazymmu.session.bad"], hurt);
  assert.equal(JSON.parse(all["lazymmu.session"]).position, 5);
}));

test("two tabs join their answers, and neither wipes the other's session", () =>
  withLab({}, async lab => {
    const second = await lab.context.newPage();
    await second.goto(lab.server.url);
    await running(second);
    const answer = (page, lesson) => page.evaluate(text =>
      window.lazymmu.openText("a.progress.json", text), answers({ ...ANSWER, lesson }));
    await answer(lab.page, "kunit");
    await openScript(lab.page);
    await save(lab.page);
    // what one tab writes the other one's process reads a moment later
    await lab.until("the first one's answers in the second", () => second.evaluate(() =>
      localStorage.getItem("lazymmu.answers")?.includes("kunit")));
    await answer(second, "other");
    await second.evaluate(() => window.lazymmu.command("open interrupts"));
    await save(second);
    const there = await second.evaluate(() => ({ ...localStorage }));
    const both = JSON.parse(there["lazymmu.answers"]).quizzes.map(q => q.lesson);
    assert.deepEqual(both.sort(), ["kunit", "other"]);
    assert.match(there["lazymmu.session.other"], /mine\.lazy/);
    assert.equal(await second.evaluate(() => window.lazymmu.command("reopen")), "");
    assert.equal(await second.evaluate(() => window.lazymmu.state().title), "mine.lazy");
  }));

test("answers are cleared from the text view after a question", () => withLab({
  query: "?view=text",
}, async lab => {
  await lab.page.evaluate(text => window.lazymmu.openText("a.progress.json", text),
    answers(ANSWER));
  const solved = async () => (await lab.page.evaluate(() => {
    window.lazymmu.autosave.save();
    return localStorage.getItem("lazymmu.answers");
  })).includes('"solved"');
  assert.ok(await solved());
  for (const yes of [false, true]) {
    lab.page.once("dialog", dialog => (yes ? dialog.accept() : dialog.dismiss()));
    await lab.page.evaluate(() =>
      document.querySelector('[data-line="clear answers all"]').click());
    assert.equal(await solved(), !yes);
  }
}));
