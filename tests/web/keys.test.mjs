// Keys that come faster than frames: none is lost, and none goes to another field than the one that
// was asked for. And whose the keys are when nobody has the focus.
import assert from "node:assert/strict";
import test from "node:test";
import { open } from "./lib.mjs";

// Frames can be held back, and come slowly.
const ownFrames = page => page.addInitScript(() => {
  const real = window.requestAnimationFrame.bind(window);
  let held = null, slow = 0;
  window.requestAnimationFrame = f => {
    if (held) return held.push(f);
    return slow ? setTimeout(() => f(performance.now()), slow) : real(f);
  };
  window.frames_ = {
    hold() { held = []; },
    slow(ms) { slow = ms; },
    release() {
      const all = held ?? [];
      held = null;
      slow = 0;
      all.forEach(f => real(f));
    },
  };
});

async function withLab(options, body) {
  const lab = await open({ prepare: ownFrames, ...options });
  try { await body(lab); assert.deepEqual(lab.errors(), []); } finally { await lab.close(); }
}
const frames = (lab, what, ...args) =>
  lab.page.evaluate(([name, list]) => { window.frames_[name](...list); }, [what, args]);
const queryIs = (lab, text) => lab.until(`the query "${text}"`, async () =>
  (await lab.state()).query === text).catch(async error => {
  throw new Error(`${error.message}: "${(await lab.state()).query}"`);
});

test("what is typed after Ctrl+K is in the palette, though no frame has come", () =>
  withLab({}, async lab => {
    await lab.page.focus("#ime");
    await frames(lab, "hold");
    await lab.page.keyboard.press("Control+k");
    await lab.page.keyboard.type("answered");
    await frames(lab, "release");
    await queryIs(lab, "answered");
  }));

test("frames that take longer than a key mix nothing up", () => withLab({}, async lab => {
  await lab.page.focus("#ime");
  await frames(lab, "slow", 400);
  await lab.page.keyboard.press("Control+k");
  await lab.page.keyboard.type("answered", { delay: 60 });
  await lab.page.keyboard.press("Home");
  await lab.page.keyboard.type("un", { delay: 60 });
  await lab.page.keyboard.press("End");
  await lab.page.keyboard.press("Backspace");
  await frames(lab, "release");
  await queryIs(lab, "unanswere");
}));

test("a command is looked for and taken before a frame was seen", () =>
  withLab({ query: "?lesson=nested-sections" }, async lab => {
    await lab.page.focus("#ime");
    await frames(lab, "hold");
    await lab.page.keyboard.press("Control+k");
    await lab.page.keyboard.type("to the end");
    await lab.page.keyboard.press("Enter");
    await frames(lab, "release");
    await lab.until("the end", async () => {
      const { step, steps } = await lab.state();
      return step === steps;
    });
  }));

test("what is typed after a press on a field is in that field", () =>
  withLab({ query: "?lesson=batch-limits" }, async lab => {
    const asked = async () => (await lab.state()).quiz?.options.length === 0; // a number, that is
    for (let i = 0; i < 20 && !(await asked()); i++) await lab.command("step lesson");
    await lab.hover("", w => w.raw === "##Number");
    await frames(lab, "hold");
    await lab.page.mouse.down();
    await lab.page.mouse.up();
    await lab.page.keyboard.press("Control+a");
    await lab.page.keyboard.type("321");
    await frames(lab, "release");
    await lab.until("the number", () => lab.page.evaluate(() =>
      document.getElementById("ime").value === "321"));
  }));

test("without Num Lock the number pad steps", () =>
  withLab({ query: "?lesson=nested-sections" }, async lab => {
    await lab.command("home");
    await lab.page.focus("#ime");
    const press = (code, key) => lab.page.evaluate(init => {
      for (const type of ["keydown", "keyup"])
        document.getElementById("ime").dispatchEvent(new KeyboardEvent(type, init));
    }, { code, key, bubbles: true, cancelable: true });
    await press("Numpad6", "ArrowRight");
    await lab.until("a step", async () => (await lab.state()).step === 1);
    await press("Numpad1", "End");
    await lab.until("the end", async () => {
      const { step, steps } = await lab.state();
      return step === steps;
    });
  }));

test("nobody has the focus at first: Tab leads to the text, any other key is the drawing's", () =>
  withLab({ query: "?lesson=nested-sections" }, async lab => {
    const focused = () => lab.page.evaluate(() => document.activeElement.id);
    await lab.command("home");
    assert.equal(await lab.page.evaluate(() => document.activeElement === document.body), true);
    await lab.page.keyboard.press("Tab");
    assert.equal(await focused(), "skip");
    await lab.page.keyboard.press("ArrowRight"); // the link's, who has no use for it
    await lab.frames(4);
    assert.equal((await lab.state()).step, 0);
    await lab.page.evaluate(() => document.activeElement.blur());
    await lab.page.keyboard.press("ArrowRight");
    await lab.until("a step", async () => (await lab.state()).step === 1);
    assert.equal(await focused(), "ime");
  }));

test("the first letters reach what they ask for", () => withLab({}, async lab => {
  await lab.page.keyboard.press("Control+k");
  await lab.page.keyboard.type("end");
  await queryIs(lab, "end");
}));
