// The program comes in two parts: a lesson is played without the later one, which arrives aside
// when the reader begins to do something, and is waited for only where it is needed before.
import assert from "node:assert/strict";
import test from "node:test";
import { open } from "./lib.mjs";

// The program without the driver's own questions, some of which are in the later part.
async function begin(prepare = () => {}) {
  const lab = await open({ ready: false, prepare });
  await lab.page.waitForFunction(() => window.lazymmu?.readyAt, null, { timeout: 60000 });
  return lab;
}
const later = lab => lab.page.evaluate(() => window.lazymmu.later());
const refuse = page => page.route("**/lab.later.wasm", route => route.abort());

test("lessons are played without the later part", async () => {
  const lab = await begin(refuse);
  try {
    for (const lesson of ["why-batch", "nested-sections", "pause-resume", "xen-read-hazard"]) {
      await lab.command(`open ${lesson}`);
      for (let i = 0; i < 3; i++) await lab.command("step lesson");
      await lab.command("answer 1");
      for (const line of ["reveal", "back", "arch x86", "end", "home", "step"])
        await lab.command(line);
      await lab.frames(2);
      const state = await lab.state();
      assert.deepEqual([state.lesson, state.step], [lesson, 1]);
    }
    assert.deepEqual(await later(lab), { state: "away", waits: 0 });
  } finally { await lab.close(); }
});

test("the first key fetches it aside; nothing waits for it", async () => {
  const lab = await begin();
  try {
    assert.equal((await later(lab)).state, "away");
    await lab.page.keyboard.press("ArrowRight");
    await lab.page.waitForFunction(() => window.lazymmu.later().state === "here");
    await lab.command("mode compare");
    await lab.frames(2);
    assert.deepEqual([(await lab.state()).screen, (await later(lab)).waits], ["compare", 0]);
  } finally { await lab.close(); }
});

test("what needs it before it is there waits for it", async () => {
  const lab = await begin();
  try {
    await lab.command("mode compare");
    await lab.frames(2);
    assert.equal((await lab.state()).screen, "compare");
    assert.deepEqual(await later(lab), { state: "here", waits: 1 });
  } finally { await lab.close(); }
});

test("where it cannot be fetched, that is said, and what was done is kept", async () => {
  const lab = await begin(refuse);
  try {
    for (let i = 0; i < 5; i++) await lab.command("step");
    const before = await lab.state();
    await lab.page.evaluate(() => window.lazymmu.autosave.save());
    await lab.page.evaluate(async () => {
      try { await window.lazymmu.command("mode compare"); } catch { /* said by the page */ }
      window.lazymmu.poke();
    });
    await lab.page.waitForFunction(() => document.querySelector("#loading.failed"));
    assert.match(await lab.page.textContent("#message"), /cannot be fetched.*reload/);
    await lab.page.unroute("**/lab.later.wasm");
    await lab.page.reload();
    await lab.page.waitForFunction(() => window.lazymmu?.readyAt);
    assert.equal((await lab.state()).digest, before.digest);
  } finally { await lab.close(); }
});
