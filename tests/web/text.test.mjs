// The text view: a whole lesson with the keyboard and it alone, no finding by axe-core, and that it
// says the same as the machine, moves the same machine, and works where nothing can be drawn.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import test from "node:test";
import { open } from "./lib.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

async function withLab(options, body) {
  const lab = await open(options);
  try { await body(lab); assert.deepEqual(lab.errors(), []); } finally { await lab.close(); }
}

export const noWebGl = page => page.addInitScript(() => {
  const original = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
    return /^webgl/.test(kind) ? null : original.call(this, kind, ...rest);
  };
});

// What has the focus, as a reader of the screen would hear it.
const focused = lab => lab.page.evaluate(() => {
  const e = document.activeElement;
  return { id: e.id, tag: e.tagName, type: e.type, text: (e.labels?.[0] ?? e).textContent.trim(),
    off: e.ariaDisabled === "true", inView: !!e.closest("#text") };
});

// Tab, the shorter way around, to the first element after the focus that `accept` likes. How many
// stops that is comes from the page; that the keyboard gets there is what is tested.
async function tabTo(lab, accept) {
  const stops = await lab.page.evaluate(() => {
    const all = [...document.querySelectorAll("#text :is(button, select, input, textarea, a)")]
      .filter(e => e.checkVisibility() && (e.type !== "radio" || e === e.form.answer[0]));
    const here = document.activeElement;
    const before = all.filter(e => e.compareDocumentPosition(here) & 4).length; // e comes first
    return { at: all.includes(here) ? before : before - 1, list: all.map(e => ({ tag: e.tagName,
      type: e.type, text: (e.labels?.[0] ?? e).textContent.trim() })) };
  });
  const target = stops.list.findIndex(accept), steps = target - stops.at;
  assert.ok(target >= 0, "there is such a thing");
  for (let i = Math.abs(steps); i-- > 0;)
    await lab.page.keyboard.press(steps > 0 ? "Tab" : "Shift+Tab");
  const now = await focused(lab);
  assert.ok(accept(now), `the keyboard got to ${now.text}`);
  return now;
}
const isButton = label => now => now.tag === "BUTTON" && now.text === label;

async function violations(lab) {
  await lab.page.evaluate(axe);
  const { violations: found } = await lab.page.evaluate(() => window.axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  return found.map(v => `${v.id}: ${v.help}: ${v.nodes.map(n => n.html).slice(0, 3).join(" | ")}`);
}

for (const theme of ["dark", "light"])
  test(`axe-core finds nothing, ${theme}, drawn and as text`, () =>
    withLab({ query: `?lesson=two-counters&theme=${theme}` }, async lab => {
      assert.deepEqual(await violations(lab), []);
      await lab.page.evaluate(() => window.lazymmu.textView.show(true));
      for (const line of ["step lesson", "step lesson", "answer b", "hint"]) {
        await lab.command(line);
        await lab.page.evaluate(() => window.lazymmu.textView.refresh());
      }
      assert.deepEqual(await violations(lab), []);
      await lab.shot(`text-${theme}`);
      await lab.command("open xen-double-enter"); // it ends in a BUG
      await lab.command("end");
      await lab.page.evaluate(() => window.lazymmu.textView.refresh());
      assert.deepEqual(await violations(lab), []);
    }));

// One question after the other is answered by trying: choices from the first, numbers from 0.
async function answer(lab) {
  const field = await tabTo(lab, now => now.type === "radio" || now.type === "number");
  for (let guess = 0; guess < 10; guess++) {
    if (field.type === "number") {
      await lab.page.keyboard.press("Control+a");
      await lab.page.keyboard.type(String(guess));
    } else {
      await lab.page.keyboard.press(guess ? "ArrowDown" : "Space");
    }
    await lab.page.keyboard.press("Enter");
    const { quiz } = await lab.state();
    assert.equal(quiz.tries, guess + 1);
    if (quiz.standing === "solved") return;
    assert.match(await lab.page.textContent("#text .reply"), /^Not yet/);
  }
  throw new Error("no answer was right");
}

test("a lesson with its questions, by keyboard and text alone", () =>
  withLab({ query: "?lesson=two-counters" }, async lab => {
    await lab.page.focus("#skip"); // a page begins there for whoever comes from its address
    await lab.page.keyboard.press("Enter");
    assert.equal((await focused(lab)).tag, "H1");
    const { lesson_steps: steps } = await lab.state();
    let asked = 0;
    for (let i = 0; i < steps * 2; i++) {
      const s = await lab.state();
      if (s.quiz?.standing === "open") {
        asked++;
        await answer(lab);
      }
      if (s.step === s.steps) break;
      await tabTo(lab, isButton("Lesson step"));
      await lab.page.keyboard.press("Enter");
      // the button keeps the focus, and what was done is said
      assert.equal((await focused(lab)).text, "Lesson step");
      const said = await lab.page.textContent("#text .said");
      const now = await lab.state();
      // while a question waits, nobody is told how long the run is
      assert.match(said, new RegExp(`ine ${now.step}( of ${now.steps})?\\.`));
    }
    const end = await lab.state();
    assert.equal(end.step, end.steps);
    assert.equal(end.lesson_step, end.lesson_steps - 1);
    assert.equal(asked, 3);
    assert.match(await lab.page.textContent("#text nav"), /3 of 3 questions solved/);
  }));

test("Esc, then Tab, leaves the drawing for the text, and there is a way back", () =>
  withLab({ query: "?lesson=nested-sections" }, async lab => {
    await lab.page.keyboard.press("Escape"); // the first key goes to the drawing
    assert.equal((await focused(lab)).id, "ime");
    await lab.page.keyboard.press("Tab");
    assert.ok((await focused(lab)).inView);
    const box = await lab.page.locator("#text").boundingBox();
    assert.ok(box.width > 300, "what has the focus is seen");
    await lab.page.keyboard.press("Shift+Tab");
    assert.equal((await focused(lab)).id, "ime");
    assert.ok((await lab.page.locator("#text").boundingBox()).width <= 1);
  }));

test("the tables, the voice and the buttons follow the machine", () =>
  withLab({ query: "?lesson=nested-sections&view=text" }, async lab => {
    const cell = (table, n) => lab.page.textContent(
      `#text [data-table="${table}"] tbody tr:first-child > :nth-child(${n})`);
    await lab.page.getByRole("button", { name: "To the end", exact: true }).click();
    await lab.page.getByLabel("Go to step").selectOption("2");
    for (const line of ["home", "step lesson", "step lesson", "step lesson"])
      await lab.command(line);
    await lab.page.evaluate(() => window.lazymmu.textView.refresh());
    const state = await lab.state();
    assert.equal(await cell("counters", 3), String(state.tasks[0].enable_count));
    assert.equal(state.tasks[0].enable_count, 1);
    await lab.page.getByRole("button", { name: "Step one line" }).press("Enter");
    assert.equal((await lab.state()).step, state.step + 1);
    await lab.page.getByLabel("Architecture").selectOption("x86");
    assert.equal((await lab.state()).arch, "x86");
    await lab.page.getByLabel("Kernel").selectOption("v6.18");
    assert.equal((await lab.state()).kernel, "v6.18");
    await lab.page.getByLabel("Position").fill("3");
    assert.equal((await lab.state()).step, 3);
    // a BUG interrupts
    await lab.page.getByRole("button", { name: "To the end", exact: true }).click();
    assert.match(await lab.page.textContent("#text .alarm"), /BUG/);
    assert.equal(await lab.page.getAttribute("#text .alarm", "role"), "alert");
    assert.equal(await lab.page.getAttribute("#text .said", "aria-live"), "polite");
    // an untouched table is the same element as before
    await lab.page.evaluate(() => { window.kept = document.querySelector("[data-table=tlb0]"); });
    await lab.page.getByRole("button", { name: "Back one line" }).click();
    assert.ok(await lab.page.evaluate(() => window.kept.isConnected));
  }));

test("a script typed into the text view runs; a wrong one says where", () =>
  withLab({ query: "?view=text" }, async lab => {
    const area = lab.page.getByRole("textbox", { name: "Script or lesson" });
    const run = lab.page.getByRole("button", { name: "Run this script" });
    await area.fill("lazy_mmu_mode_enable();\nset_pte_at(KERNEL, 7, \"pw\");\n");
    await run.click();
    assert.equal((await lab.state()).mode, "playground");
    await area.fill("lazy_mmu_mode_enabel();");
    await run.click();
    assert.match(await lab.page.textContent("#text .message"), /1:1.*lazy_mmu_mode_enable/s);
    await lab.page.getByRole("button", { name: "Dismiss", exact: true }).click();
    assert.equal(await lab.page.textContent("#text .message"), "");
    await area.fill(readFileSync(new URL("../../lessons/who-reads.json", import.meta.url), "utf8"));
    await run.click();
    assert.equal((await lab.state()).lesson, "who-reads");
  }));

for (const [name, context] of Object.entries({
  desktop: {},
  phone: { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true,
    deviceScaleFactor: 3 },
}))
  test(`without WebGL 2 the text view is a stepper, ${name}`, () =>
    withLab({ query: "?lesson=nested-sections", prepare: noWebGl, context }, async lab => {
      assert.equal(await lab.page.getAttribute("html", "data-view"), "text");
      assert.match(await lab.page.textContent("#text"), /does not offer WebGL 2/);
      const before = await lab.state();
      const step = lab.page.getByRole("button", { name: "Step one line" });
      await step.click();
      await step.click();
      assert.equal((await lab.state()).step, before.step + 2);
      await lab.page.getByRole("button", { name: "Play", exact: true }).click();
      await lab.until("it plays by itself", async () =>
        (await lab.state()).step > before.step + 2);
      assert.deepEqual(await violations(lab), []);
      const wide = await lab.page.evaluate(() =>
        document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, "nothing is cut at the side");
      await lab.shot(`text-only-${name}`);
    }));

// How the line that runs next is marked, what moves, and how large the text is.
async function look(lab) {
  await lab.until("the line", () => lab.page.locator("#text .code [aria-current]").count());
  return lab.page.evaluate(() => {
    const style = query => getComputedStyle(document.querySelector(query));
    return { outline: style("#text .code [aria-current]").outlineWidth,
      moves: [...document.querySelectorAll("*")].filter(e => {
        const { transitionDuration, animationName } = getComputedStyle(e);
        return !/^0s(, 0s)*$/.test(transitionDuration) || animationName !== "none";
      }).map(e => e.tagName),
      size: parseFloat(style("#text").fontSize) };
  });
}

test("forced colours keep what is marked; less motion moves nothing; both sizes of text grow", () =>
  withLab({ query: "?lesson=nested-sections&view=text",
    context: { forcedColors: "active", reducedMotion: "reduce" } }, async lab => {
    for (let i = 0; i < 3; i++) await lab.command("step");
    const before = await look(lab);
    assert.deepEqual([before.outline, before.moves], ["2px", []]);
    await lab.shot("forced-colours");
    await lab.command("text larger");
    await lab.command("text larger");
    await lab.until("larger text", async () => (await look(lab)).size > before.size);
  }));

test("with the usual colours the mark is thin, and the skip link slides in", () =>
  withLab({ query: "?lesson=nested-sections&view=text" }, async lab => {
    for (let i = 0; i < 3; i++) await lab.command("step");
    const { outline, moves } = await look(lab);
    assert.deepEqual([outline, moves], ["1px", ["A"]]);
  }));

test("a reference in the text leads to its part of the machine", () =>
  withLab({ query: "?lesson=two-counters&view=text" }, async lab => {
    for (let i = 0; i < 2; i++) await lab.command("step lesson");
    const link = lab.page.locator('#text a[data-ref="task.A.enable_count"]');
    await link.waitFor();
    const address = lab.page.url();
    await link.focus();
    await lab.page.keyboard.press("Enter");
    assert.equal(await lab.page.evaluate(() => document.activeElement.id), "text-machine");
    assert.equal(lab.page.url(), address);
    const drawn = await lab.find("enable_count");
    const canvas = await lab.page.locator("#canvas").boundingBox();
    await lab.page.mouse.move(canvas.x + drawn.x + 5, canvas.y + drawn.y + drawn.h / 2);
    await lab.until("light", async () => (await lab.state()).lit === "task.A.enable_count");
    await lab.shot("reference");
  }));
