// The page starts, draws, takes mouse, keys and touch, sleeps when idle, and says what is wrong.
import assert from "node:assert/strict";
import test from "node:test";
import { open } from "./lib.mjs";

async function withLab(options, body) {
  const lab = await open(options);
  try { await body(lab); assert.deepEqual(lab.errors(), []); } finally { await lab.close(); }
}

test("the page loads, draws and answers", () => withLab({}, async lab => {
  const state = await lab.state();
  assert.equal(typeof state.digest, "string");
  assert.equal(typeof state.step, "number");
  assert.equal(state.width, 1280);
  assert.ok(state.frames > 0);
  assert.ok((await lab.widgets()).length > 3);
  assert.match(await lab.page.title(), /Lazy MMU Lab$/); // what is open stands before it
  assert.equal(await lab.page.locator("#loading").count(), 0);
  await lab.shot("smoke");
}));

test("the canvas is not blank, and survives losing its context", () => withLab({}, async lab => {
  const before = await lab.state();
  assert.ok(await lab.colours() > 8);
  await lab.page.evaluate(() => {
    const gl = document.getElementById("canvas").getContext("webgl2");
    window.loser = gl.getExtension("WEBGL_lose_context");
    window.loser.loseContext();
  });
  await lab.page.evaluate(() => new Promise(done => setTimeout(done, 100)));
  await lab.page.evaluate(() => window.loser.restoreContext());
  await lab.page.evaluate(() => new Promise(done => setTimeout(done, 300)));
  await lab.frames(5);
  const after = await lab.state();
  assert.equal(after.digest, before.digest);
  assert.ok(after.frames > before.frames);
  assert.ok(await lab.colours() > 8);
}));

for (const scale of [1, 1.5, 2, 3])
  test(`at device scale ${scale} the canvas has the screen's own pixels`, () =>
    withLab({ context: { deviceScaleFactor: scale } }, async lab => {
      const size = await lab.page.evaluate(() => {
        const canvas = document.getElementById("canvas");
        return [canvas.width, canvas.height];
      });
      assert.deepEqual(size, [1280 * scale, 800 * scale]);
      const state = await lab.state();
      assert.equal(state.width, 1280);
      assert.equal(state.scale, scale);
    }));

// As in WebKit, where neither the ratio nor the canvas's own pixels tell of the browser's zoom.
test("a zoom that only the window's widths tell of is as sharp", () => withLab({
  prepare: page => page.addInitScript(() => {
    delete ResizeObserverEntry.prototype.devicePixelContentBoxSize;
    const { observe } = ResizeObserver.prototype;
    ResizeObserver.prototype.observe = function (what, { box } = {}) {
      if (box === "device-pixel-content-box") throw new TypeError(box);
      observe.call(this, what);
    };
    window.zoom = 1.75;
    Object.defineProperty(window, "outerWidth", { get: () => window.innerWidth * window.zoom });
  }),
}, async lab => {
  const width = () => lab.page.evaluate(() => document.getElementById("canvas").width);
  assert.equal(await width(), 1280 * 1.75);
  assert.equal((await lab.state()).scale, 1.75);
  await lab.page.evaluate(() => { window.zoom = 1.02; }); // a border of the window, no zoom
  await lab.until("the usual size", async () => await width() === 1280);
}));

test("an idle page draws nothing", () => withLab({}, async lab => {
  await lab.page.evaluate(() => document.getElementById("ime").blur());
  await lab.page.evaluate(() => new Promise(done => setTimeout(done, 1000)));
  const before = (await lab.state()).frames;
  await lab.page.evaluate(() => new Promise(done => setTimeout(done, 2000)));
  assert.ok((await lab.state()).frames - before <= 2);
}));

test("Tab stays inside until Esc was pressed", () => withLab({
  prepare: page => page.addInitScript(() => addEventListener("DOMContentLoaded", () => {
    const link = document.createElement("a");
    link.href = "#after";
    link.id = "after";
    document.getElementById("lab").after(link);
  })),
}, async lab => {
  const focused = () => lab.page.evaluate(() => document.activeElement.id);
  await lab.page.focus("#ime");
  await lab.page.keyboard.press("Tab");
  assert.equal(await focused(), "ime");
  await lab.page.keyboard.press("Escape");
  await lab.page.keyboard.press("Tab");
  assert.notEqual(await focused(), "ime");
}));

test("a dropped file reaches the program", () => withLab({}, async lab => {
  const before = await lab.state();
  await lab.drop("junk.json", [1, 2, 3]);
  const after = await lab.until("an answer", async () => {
    const state = await lab.state();
    return (state.error !== before.error || state.opened !== before.opened) && state;
  });
  assert.equal(after.lesson, before.lesson);
}));

test("the progress bar moves to its end", () => withLab({
  prepare: page => page.addInitScript(() => {
    window.seen = [];
    new MutationObserver(() => {
      const bar = document.getElementById("progress");
      if (bar) window.seen.push(bar.value);
    }).observe(document, { subtree: true, attributes: true, childList: true });
  }),
}, async lab => {
  const seen = await lab.page.evaluate(() => window.seen);
  assert.ok(Math.max(...seen) > 0.99, `progress seen: ${seen}`);
}));
