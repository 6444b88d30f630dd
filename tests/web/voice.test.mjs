// What a screen reader says of the text view: what has happened, once, and nothing that has not.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";
import { open } from "./lib.mjs";

async function withLab(options, body) {
  const lab = await open(options);
  try { await body(lab); assert.deepEqual(lab.errors(), []); } finally { await lab.close(); }
}
const refresh = lab => lab.page.evaluate(() => window.lazymmu.textView.refresh());

async function toQuestion(lab, number) {
  const asked = async () => {
    const { quiz } = await lab.state();
    return quiz && (quiz.options.length === 0) === number;
  };
  for (let i = 0; i < 20 && !(await asked()); i++) await lab.command("step lesson");
  assert.ok(await asked());
  await refresh(lab);
}

for (const [what, lesson, number, words] of [
  ["choice", "two-counters", false, /Choose an answer/],
  ["number", "batch-limits", true, /whole number/],
])
  test(`a ${what} that is not answered yet is not called invalid; an empty answer is told`, () =>
    withLab({ query: `?lesson=${lesson}&view=text` }, async lab => {
      await toQuestion(lab, number);
      assert.equal(await lab.page.locator("#text form.quiz :invalid").count(), 0);
      if (number)
        assert.equal(await lab.page.getAttribute("#text form.quiz [name=answer]", "aria-required"),
          "true");
      await lab.page.getByRole("button", { name: "Answer", exact: true }).click();
      assert.match(await lab.page.textContent("#text .reply"), words);
      assert.equal(await lab.page.getAttribute("#text .reply", "role"), "status");
      assert.equal((await lab.state()).quiz.tries, 0);
    }));

test("when the page opens, no live region has anything to say but where we are", () =>
  withLab({ query: "?view=text" }, async lab => {
    await refresh(lab);
    const live = await lab.page.evaluate(() =>
      [...document.querySelectorAll("#text :is([aria-live], [role=status], [role=alert])")]
        .map(e => e.textContent.trim()).filter(Boolean));
    assert.equal(live.length, 1, JSON.stringify(live));
    assert.match(live[0], /Line \d+/);
    assert.doesNotMatch(live[0], /[?!]\./);
    // a verdict is said when there is one
    await lab.command("mode explore");
    await lab.until("the explorer", async () => (await lab.state()).screen === "explore");
    assert.equal(await lab.command("explore start"), "");
    await lab.until("a verdict", async () => (await lab.state()).explore.verdict !== "");
    await refresh(lab);
    assert.notEqual(await lab.page.textContent("#text-explore ~ [aria-live]"), "");
  }));

test("a wrong answer, a hint and a theme do not have the line read again", () =>
  withLab({ query: "?lesson=two-counters&view=text" }, async lab => {
    await toQuestion(lab, false);
    await lab.page.evaluate(() => {
      window.heard = [];
      new MutationObserver(list => {
        for (const m of list) window.heard.push(m.type + m.target.textContent);
      }).observe(document.querySelector("#text .said"),
        { childList: true, characterData: true, subtree: true });
    });
    for (const line of ["hint", "theme light", "answer b", "answer c"]) {
      await lab.command(line);
      await refresh(lab);
    }
    assert.deepEqual(await lab.page.evaluate(() => window.heard), []);
    await lab.command("reveal");
    await refresh(lab);
    assert.equal(await lab.page.locator("#text .said span:not([hidden])").count(), 1);
    assert.doesNotMatch(await lab.page.locator("#text .said").innerText(), /question waits/);
    await lab.command("step");
    await refresh(lab);
    assert.notDeepEqual(await lab.page.evaluate(() => window.heard), []);
  }));

// Questions one of whose answers begins the explanation, from the lessons themselves.
function doubled() {
  const folder = new URL("../../lessons/", import.meta.url), out = [];
  for (const name of readdirSync(folder).filter(n => n.endsWith(".json"))) {
    const { id, steps } = JSON.parse(readFileSync(new URL(name, folder), "utf8"));
    for (const [at, { quiz }] of (steps ?? []).entries())
      if (quiz?.choices?.some(c => quiz.explain?.startsWith(c.text))) out.push({ id, at });
  }
  return out;
}

test("an explanation that begins with the answer is not read twice", () =>
  withLab({ query: "?view=text" }, async lab => {
    let seen = 0;
    for (const { id, at } of doubled()) {
      for (const line of [`open ${id}`, `lesson step ${at}`, "reveal"]) await lab.command(line);
      await refresh(lab);
      const { quiz } = await lab.page.evaluate(() => window.lazymmu.textView.content());
      const text = await lab.page.textContent("#text .reply");
      assert.ok(text.startsWith("The answer: "), text);
      const rest = quiz.explain.slice(quiz.answer.length);
      if (!quiz.explain.startsWith(quiz.answer) || !/^[.,:]/.test(rest)) continue;
      seen++;
      assert.ok(!text.includes(`${quiz.answer}. ${quiz.answer}`), text);
    }
    assert.ok(seen > 0, "there is such a question");
  }));

test("the text view's own box is no stop of the Tab key", () =>
  withLab({ query: "?lesson=nested-sections&view=text" }, async lab => {
    const named = () => lab.page.evaluate(() => {
      const e = document.activeElement;
      return e.id !== "text" && e !== document.body;
    });
    await lab.page.locator("#text button").first().focus();
    await lab.page.keyboard.press("Shift+Tab");
    assert.equal(await lab.page.evaluate(() => document.activeElement.id), "ime");
    await lab.page.keyboard.press("Escape");
    for (let i = 0; i < 3; i++) {
      await lab.page.keyboard.press("Tab");
      assert.ok(await named());
    }
  }));
