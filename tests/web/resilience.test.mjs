// What a browser does to a page: takes its WebGL context, puts it to sleep, changes its scale,
// denies it storage; and what it must not notice: a page that does nothing.
import assert from "node:assert/strict";
import test from "node:test";
import { needs, open } from "./lib.mjs";

async function withLab(options, body) {
  const lab = await open(options);
  try { await body(lab); assert.deepEqual(lab.errors(), []); } finally { await lab.close(); }
}
const hide = (lab, hidden) => lab.page.evaluate(on => {
  Object.defineProperty(document, "hidden", { value: on, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}, hidden);

test("without its WebGL context the program goes on, and is drawn again when it is back", () =>
  withLab({ query: "?lesson=nested-sections" }, async lab => {
    await lab.page.evaluate(() => {
      window.loser = document.getElementById("canvas").getContext("webgl2")
        .getExtension("WEBGL_lose_context");
      window.loser.loseContext();
    });
    await lab.page.waitForFunction(() => !window.lazymmu.module._web_draws());
    const before = await lab.state();
    await lab.page.focus("#ime");
    await lab.page.keyboard.press("ArrowRight"); // keys go through undrawn frames
    await lab.until("a step", async () => (await lab.state()).step === before.step + 1);
    const undrawn = await lab.state();
    await lab.page.evaluate(() => window.loser.restoreContext());
    await lab.page.waitForFunction(() => window.lazymmu.module._web_draws());
    await lab.frames(4);
    assert.equal((await lab.state()).digest, undrawn.digest);
    assert.ok(await lab.colours() > 8);
  }));

test("after a sleep, what plays goes on where it was", () =>
  withLab({ query: "?lesson=nested-sections" }, async lab => {
    await lab.command("home");
    await lab.command("speed 100");
    await lab.command("play");
    const [before, after] = await lab.page.evaluate(() => { // an hour between two frames
      const { module, state } = window.lazymmu;
      module._web_frame(performance.now());
      const at = state().step;
      module._web_frame(performance.now() + 3600e3);
      return [at, state().step];
    });
    assert.ok(after > before && after - before <= 26, `${before} to ${after}`);
    await hide(lab, true);
    await hide(lab, false);
    await lab.until("the end", async () => !(await lab.state()).playing);
  }));

const scales = "the scale of the screen may change at any time";
test(scales, needs("change of scale"), () => withLab({}, async lab => {
  const cdp = await lab.context.newCDPSession(lab.page);
  const { digest } = await lab.state();
  for (const scale of [1.5, 3, 2, 1]) {
    await cdp.send("Emulation.setDeviceMetricsOverride",
      { width: 1280, height: 800, deviceScaleFactor: scale, mobile: false });
    await lab.until(`scale ${scale}`, async () => (await lab.state()).scale === scale);
    assert.deepEqual(await lab.page.evaluate(() => {
      const { width, height } = document.getElementById("canvas");
      return [width, height];
    }), [1280 * scale, 800 * scale]);
  }
  assert.equal((await lab.state()).digest, digest);
}));

test("an idle page asks for no frame and no timer", () => withLab({
  prepare: page => page.addInitScript(() => {
    window.asked = 0;
    for (const name of ["requestAnimationFrame", "setTimeout", "setInterval"]) {
      const real = window[name];
      window[name] = (...args) => { window.asked++; return real.apply(window, args); };
    }
  }),
}, async lab => {
  await lab.page.waitForTimeout(500); // what the start has asked for
  const asked = await lab.page.evaluate(() => { window.asked = 0; return window.asked; });
  const { frames } = await lab.state();
  await lab.page.waitForTimeout(1200);
  assert.equal(await lab.page.evaluate(() => window.asked), asked);
  assert.equal((await lab.state()).frames, frames);
}));

test("a page that was left opens where it was", () => withLab({}, async lab => {
  await lab.command("open stale-legal-wrong");
  for (const line of ["arch powerpc", "step lesson", "step", "theme light", "text larger"])
    await lab.command(line);
  const before = await lab.state();
  await hide(lab, true); // as a phone does before it ends the page
  await lab.page.reload();
  await lab.page.waitForFunction(() => window.lazymmu?.readyAt);
  const after = await lab.until("the same lesson", async () => {
    const s = await lab.state();
    return s.lesson === before.lesson && s;
  });
  for (const what of ["lesson", "arch", "step", "lesson_step", "digest", "theme", "text_size"])
    assert.equal(after[what], before[what], what);
  // whoever asks for a lesson by its address gets that
  await lab.page.goto(`${lab.server.url}?lesson=nested-sections`);
  await lab.page.waitForFunction(() => window.lazymmu?.readyAt);
  assert.equal((await lab.state()).lesson, "nested-sections");
}));

test("where storage is denied the page works, and says that it keeps nothing", () => withLab({
  prepare: page => page.addInitScript(() => Object.defineProperty(window, "localStorage",
    { get() { throw new DOMException("denied", "SecurityError"); } })),
}, async lab => {
  assert.match((await lab.state()).error, /not saved/);
  assert.match(await lab.page.textContent("#text .message"), /not saved/);
  await lab.command("dismiss");
  const { step } = await lab.state();
  await lab.command("step");
  await hide(lab, true);
  await hide(lab, false);
  assert.equal((await lab.state()).step, step + 1);
  assert.equal((await lab.state()).error, "");
}));
