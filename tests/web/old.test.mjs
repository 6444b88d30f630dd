// Links that an earlier version made (tests/data/old/README.md) open in the page to what they
// showed: the same program, run, position and state. The digest is not compared: a version may
// compute it in another way.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { open } from "./lib.mjs";

const folder = new URL("../data/old/", import.meta.url);
const expected = JSON.parse(readFileSync(new URL("expected.json", folder)));
const links = readdirSync(new URL("links", folder)).sort();
const SAME = ["mode", "lesson", "arch", "kernel", "step", "lesson_step", "tasks", "breakpoints",
  "line", "schedule", "branches", "bug"];

const hashOf = name =>
  readFileSync(new URL(`links/${name}`, folder), "utf8").trim().replace(/.*#/, "#");

test("ten links of an earlier version open to what they showed", async () => {
  assert.ok(links.length >= 10);
  const lab = await open();
  try {
    for (const name of links) {
      const then = expected[name];
      const now = await lab.page.evaluate(async text => {
        const { openSaved, decode, state } = window.lazymmu;
        const error = await openSaved("The link", await decode(text));
        return { ...state(), error };
      }, hashOf(name));
      assert.equal(now.error, "", name);
      assert.equal(now.notice, "", name);
      // a lesson of the course may have grown since
      if (!then.lesson) assert.equal(now.steps, then.steps, name);
      for (const key of SAME) assert.deepEqual(now[key], then[key], `${name}: ${key}`);
      assert.equal(now.batch.used, then.pending, name);
      assert.equal(now.hazard?.name ?? null, then.hazard, name);
    }
    // and as somebody comes by one
    await lab.page.goto(`${lab.page.url().replace(/[?#].*/, "")}?${hashOf(links[0])}`);
    await lab.page.waitForFunction(() => window.lazymmu?.readyAt, null, { timeout: 60000 });
    const state = await lab.state();
    assert.equal(state.step, expected[links[0]].step);
    assert.equal(state.lesson, expected[links[0]].lesson);
    assert.deepEqual(lab.errors(), []);
  } finally { await lab.close(); }
});
