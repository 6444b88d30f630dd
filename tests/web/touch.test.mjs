// Fingers: what is pressed is large enough, a long press is the right button, two fingers zoom the
// timeline, and a phone shows the question with all its answers, upright and on its side.
import assert from "node:assert/strict";
import test from "node:test";
import { needs, open } from "./lib.mjs";

const phone = (width, height, deviceScaleFactor = 2) => ({ hasTouch: true, isMobile: true,
  deviceScaleFactor, viewport: { width, height } });

async function withLab(options, body) {
  const lab = await open(options);
  try { await body(lab); assert.deepEqual(lab.errors(), []); } finally { await lab.close(); }
}

// Pointer events as a finger makes them; Playwright has only the tap.
const touch = (lab, type, id, x, y) => lab.page.evaluate(([kind, pointerId, clientX, clientY]) =>
  document.getElementById("canvas").dispatchEvent(new PointerEvent(kind, { pointerId, clientX,
    clientY, pointerType: "touch", isPrimary: pointerId === 11, bubbles: true,
    cancelable: true })), [type, id, x, y]);
const wait = (lab, ms) => lab.page.waitForTimeout(ms);

for (const [name, context] of Object.entries({
  portrait: phone(390, 844, 3), landscape: phone(844, 390), small: phone(360, 640, 1.5),
}))
  test(`a phone, ${name}: large targets, and room for a question`, needs("touch"), () =>
    withLab({ query: "?lesson=two-counters", context }, async lab => {
      // the modes are tabs, or, where there is no room for them, a list
      for (const label of [/^Step$/, /^Back$/, /^Play$/, /^Architecture$/, /^(Lesson|Mode)$/]) {
        const w = (await lab.widgets()).find(each => each.visible && label.test(each.label));
        assert.ok(w?.h >= 44, `${label}: ${w?.h}`);
      }
      await lab.shot(`phone-${name}`);
      for (let i = 0; i < 3 && !(await lab.state()).quiz; i++) await lab.command("step lesson");
      const { quiz } = await lab.state();
      assert.equal(quiz.standing, "open");
      await lab.frames(3);
      const size = lab.page.viewportSize();
      const widgets = await lab.widgets();
      const first = widgets.find(w => w.label === "Answer a" && w.visible);
      assert.ok(first.h >= 44, `the first answer is ${first.h} high`);
      const share = first.w / size.width; // on its side a phone has two columns
      assert.ok(share > (size.width > size.height ? 0.4 : 0.8), `a question has ${share} of it`);
      // a finger brings the last one
      const last = `Answer ${String.fromCharCode(96 + quiz.options.length)}`;
      const seen = async () => (await lab.widgets()).find(w => w.label === last && w.h >= 40);
      const drag = async up => {
        const [x, y] = [first.x + 40, first.y + 20];
        await touch(lab, "pointerdown", 11, x, y);
        for (let i = 1; i <= 5; i++) {
          await touch(lab, "pointermove", 11, x, y - up * i * 20);
          await lab.frames(1);
        }
        await touch(lab, "pointerup", 11, x, y - up * 100);
        await lab.frames(3);
      };
      for (let i = 0; i < 3 && !(await seen()); i++) await drag(1);
      assert.ok(await seen());
      for (let i = 0; i < 3; i++) await drag(-1);
      await lab.shot(`phone-${name}-question`);
      await lab.tap("Answer a");
      assert.equal((await lab.state()).quiz.tries, 1);
    }));

test("two fingers zoom the timeline where they are, and nothing else", () =>
  withLab({ query: "?lesson=nested-sections", context: phone(1180, 820) }, async lab => {
    const before = await lab.page.screenshot();
    const { step: position, timeline_shown: whole } = await lab.state();
    const spread = async (x, y) => {
      await touch(lab, "pointerdown", 11, x - 20, y);
      await touch(lab, "pointerdown", 12, x + 20, y);
      await lab.frames(2);
      for (const d of [40, 70, 100]) {
        await touch(lab, "pointermove", 11, x - d, y);
        await touch(lab, "pointermove", 12, x + d, y);
        await lab.frames(1);
      }
      await touch(lab, "pointerup", 12, x + 100, y);
      await touch(lab, "pointerup", 11, x - 100, y);
      await lab.frames(3);
    };
    await spread(900, 200); // the panels of the machine
    assert.equal((await lab.state()).timeline_shown, whole);
    const fit = await lab.find("Fit");
    await spread(600, fit.y + 80);
    const zoomed = (await lab.state()).timeline_shown;
    assert.ok(zoomed < whole / 2, `${zoomed} of ${whole}`);
    assert.equal((await lab.state()).step, position);
    assert.notDeepEqual(await lab.page.screenshot(), before);
  }));

test("a finger that stays is the right button, and drags when it moves", () =>
  withLab({ query: "?lesson=nested-sections", context: phone(390, 844) }, async lab => {
    await lab.page.evaluate(() => {
      window.buttons = [];
      const { module } = window.lazymmu;
      module._web_button(0, 0); // its first call puts the function itself in its place
      const real = module._web_button;
      module._web_button = (button, down) => {
        window.buttons.push([button, down]);
        real(button, down);
      };
    });
    const asked = async () => (await lab.state()).quiz;
    for (let i = 0; i < 20 && !(await asked()); i++) await lab.command("step lesson");
    const { step: question, steps } = await lab.state();
    assert.ok(question < steps);
    await lab.command("home");
    const bar = await lab.find("Scrub");
    const x = bar.x + bar.w / 4, y = bar.y + bar.h / 2;
    await touch(lab, "pointerdown", 11, x, y);
    await wait(lab, 450);
    await touch(lab, "pointerup", 11, x, y);
    assert.deepEqual(await lab.page.evaluate(() => window.buttons.splice(0)), [[1, 1], [1, 0]]);
    await touch(lab, "pointerdown", 11, x, y);
    await wait(lab, 450);
    for (const part of [0.4, 0.6, 0.8, 1])
      await touch(lab, "pointermove", 11, bar.x + bar.w * part, y);
    await lab.frames(3);
    await touch(lab, "pointerup", 11, bar.x + bar.w, y);
    assert.equal((await lab.state()).step, question); // what comes after it is not shown yet
    assert.deepEqual(await lab.page.evaluate(() => window.buttons), [[0, 1], [0, 0]]);
    // a quick move scrolls: nothing is pressed
    await touch(lab, "pointerdown", 11, 200, 300);
    await touch(lab, "pointermove", 11, 200, 240);
    await touch(lab, "pointerup", 11, 200, 240);
    assert.equal(await lab.page.evaluate(() => window.buttons.length), 2);
  }));

test("a long press on a line of code opens its menu, and a tap there sets a breakpoint",
  needs("touch"), () => withLab({ query: "?lesson=nested-sections",
    context: { hasTouch: true, viewport: { width: 1280, height: 800 } } }, async lab => {
    for (let i = 0; i < 3; i++) await lab.command("step");
    const line = await lab.until("a line of code", async () =>
      (await lab.widgets()).find(w => w.label.startsWith("code ") && w.visible));
    const x = line.x + 20, y = line.y + line.h / 2;
    await touch(lab, "pointerdown", 11, x, y);
    await wait(lab, 450);
    await touch(lab, "pointerup", 11, x, y);
    await lab.tap("Set a breakpoint");
    assert.equal((await lab.until("a breakpoint", async () => {
      const { breakpoints } = await lab.state();
      return breakpoints.length ? breakpoints : null;
    })).length, 1);
  }));
