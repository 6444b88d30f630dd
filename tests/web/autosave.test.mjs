// web/page/keep/autosave.mjs with a program that only holds texts: what several tabs, links and
// damaged texts do to what a browser keeps. keep.test.mjs has the same with the real page.
import assert from "node:assert/strict";
import test from "node:test";

let stored = new Map(), full = false;
globalThis.localStorage = {
  getItem: key => stored.get(key) ?? null,
  setItem(key, value) {
    if (full) throw new Error("QuotaExceededError");
    stored.set(key, `${value}`);
  },
};
globalThis.document = { hidden: false, addEventListener() {} };
globalThis.addEventListener = () => {};
const { autosave, keptLike } = await import("../../web/page/keep/autosave.mjs");

// Answers are the letters of a text, sorted; a text with "!" cannot be read.
function tab(more = {}) {
  const it = { session: "first", answers: "", settings: "dark", bad: [], failed: 0 };
  const wrong = text => (text.includes("!") ? "it is damaged" : "");
  it.keep = autosave({
    saved: () => it.session, settings: () => it.settings, answers: () => it.answers,
    open: text => wrong(text) || ((it.session = text), ""),
    load: text => wrong(text) || ((it.settings = text), ""),
    loadAnswers: text => wrong(text) ||
      ((it.answers = [...new Set(it.answers + text)].sort().join("")), ""),
    wanted: false, failed: () => it.failed++, bad: (why, key) => it.bad.push(key), ...more,
  });
  it.keep.begin();
  return it;
}
const begin = (...kept) => { stored = new Map(kept); full = false; };

test("what is kept comes back", () => {
  begin();
  const one = tab();
  Object.assign(one, { session: "script", answers: "a" });
  one.keep.save();
  const two = tab();
  assert.deepEqual([two.session, two.answers, two.bad], ["script", "a", []]);
});

test("tabs join their answers; the session of one is put aside by the other", () => {
  begin();
  const one = tab(), two = tab();
  Object.assign(one, { session: "one", answers: "a" });
  one.keep.save();
  Object.assign(two, { session: "two", answers: "b" });
  two.keep.save();
  assert.equal(stored.get("lazymmu.answers"), "ab");
  assert.equal(stored.get("lazymmu.session"), "two");
  assert.equal(stored.get("lazymmu.session.other"), "one");
  assert.equal(two.keep.other(), "one");
  one.answers += "c";
  one.keep.save();
  assert.equal(stored.get("lazymmu.answers"), "abc");
  assert.equal(one.keep.other(), "two");
});

test("a page that a link opened leaves the other session where it is", () => {
  begin(["lazymmu.session", "script"]);
  const linked = tab({ wanted: true });
  assert.equal(linked.session, "first", "the link's own is open");
  linked.session = "of the link";
  linked.keep.save();
  assert.equal(stored.get("lazymmu.session"), "script");
  assert.equal(linked.keep.other(), "script");
  assert.equal(tab().session, "script");
});

test("a reload finds its own session again, with what was put aside", () => {
  const link = { lazymmu: "session", position: 3 };
  const whole = JSON.stringify({ ...link, aside: { position: 1 } });
  begin(["lazymmu.session", "no JSON"], ["lazymmu.session.linked", whole]);
  assert.equal(keptLike(JSON.stringify({ ...link, position: 4 })), null);
  begin(["lazymmu.session", whole]);
  const kept = keptLike(JSON.stringify(link));
  assert.deepEqual(kept, { key: "lazymmu.session", session: whole });
  const again = tab({ wanted: true, key: kept.key });
  again.session = "further";
  again.keep.save();
  assert.equal(stored.get("lazymmu.session"), "further");
  assert.ok(!stored.has("lazymmu.session.other"), "it was its own");
});

test("what is not understood is put aside, and never written over", () => {
  const names = ["lazymmu.session", "lazymmu.answers", "lazymmu.settings"];
  begin(...names.map(name => [name, "!"]), ["lazymmu.session.bad", "!!"]);
  const one = tab();
  assert.deepEqual(one.bad.sort(),
    ["lazymmu.answers.bad", "lazymmu.session.bad2", "lazymmu.settings.bad"]);
  one.answers = "a";
  one.keep.save();
  for (const key of one.bad) assert.equal(stored.get(key), "!");
  assert.equal(stored.get("lazymmu.session.bad"), "!!");
  assert.equal(stored.get("lazymmu.answers"), "a");
  // a newer version in another tab
  stored.set("lazymmu.answers", "newer!");
  one.answers = "ab";
  one.keep.save();
  assert.equal(stored.get("lazymmu.answers.bad2"), "newer!");
  assert.equal(stored.get("lazymmu.answers"), "ab");
});

test("where there is no room for it, it stays, and that is told", () => {
  begin(["lazymmu.answers", "!"]);
  full = true;
  const one = tab();
  full = false;
  one.answers = "a";
  one.keep.save();
  assert.equal(stored.get("lazymmu.answers"), "!");
  assert.equal(one.failed, 1);
});

test("after a full storage it is tried again", () => {
  begin();
  const one = tab();
  full = true;
  one.session = "later";
  one.keep.save();
  one.keep.save();
  assert.equal(one.failed, 1);
  full = false;
  one.keep.save();
  assert.equal(stored.get("lazymmu.session"), "later");
});
