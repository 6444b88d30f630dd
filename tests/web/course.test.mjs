// ?course=URL: lessons that somebody else wrote, from the page's own origin; what is wrong with
// them is said, and the built-in course stays.
import assert from "node:assert/strict";
import path from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { open } from "./lib.mjs";

const folder = fileURLToPath(new URL("../../examples/course", import.meta.url));

// A course at /mine/, some of it as given here instead.
const at = (instead = {}) => page => page.route("**/mine/**", route => {
  const name = new URL(route.request().url()).pathname.replace("/mine/", "");
  if (name in instead) return route.fulfill({ body: instead[name] });
  return route.fulfill({ path: path.join(folder, name) });
});

async function titles(lab) {
  const { lessons } = await lab.page.evaluate(() => window.lazymmu.textView.content());
  return lessons.map(l => l.title);
}

test("a course of somebody else replaces the built-in one; its lessons open and play", async () => {
  const own = await open();
  const before = await titles(own);
  await own.close();
  const lab = await open({ query: "?course=mine", prepare: at() });
  try {
    const listed = await titles(lab);
    assert.equal(listed.length, 2);
    assert.ok(!listed.some(title => before.includes(title)));
    const first = await lab.state();
    assert.equal(first.error, "");
    await lab.command("step lesson");
    assert.ok((await lab.state()).step > 0);
    await lab.shot("course");
    await lab.command("course");
    assert.deepEqual(await titles(lab), before);
  } finally { await lab.close(); }
});

for (const [what, query, instead, says] of [
  ["another origin", "?course=https://example.org/course", {}, /own origin.*https:\/\/example\.org/],
  ["no course", "?course=nowhere", {}, /404/],
  ["a course that is not JSON", "?course=mine", { "course.json": "{" }, /course\.json:1:2/],
  ["a name that leaves the folder", "?course=mine",
    { "course.json": '{"format_version": 1, "title": "T", "lessons": ["../../lab.json"]}' },
    /\.\.\/\.\.\/lab\.json/],
  ["too much of it", "?course=mine", { "course.json": " ".repeat(5 << 20) }, /more than 4 MiB/],
])
  test(`${what} leaves the built-in course, and says why`, async () => {
    const asked = [];
    const lab = await open({ query, prepare: async page => {
      page.on("request", r => asked.push(r.url()));
      await at(instead)(page);
    } });
    try {
      const state = await lab.state();
      assert.match(state.error, says);
      assert.equal(state.lesson, "why-batch");
      assert.ok(asked.every(url => url.startsWith(lab.server.url)));
    } finally { await lab.close(); }
  });
