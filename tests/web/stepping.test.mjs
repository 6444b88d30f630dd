// A lesson in the page, stepped by mouse, key and finger: the same machine as in the terminal.
import assert from "node:assert/strict";
import test from "node:test";
import { cliDigest } from "./cli.mjs";
import { engine, needs, open } from "./lib.mjs";

const nested = "nested-sections.json";
const reads = "who-reads.json";
const title = "Who reads the page table, and when?"; // near the top of the list

async function withLab(options, body) {
  const lab = await open(options);
  try { await body(lab); assert.deepEqual(lab.errors(), []); } finally { await lab.close(); }
}

const stepIs = (lab, n) => lab.until(`step ${n}`, async () => {
  const state = await lab.state();
  return state.step === n && state;
});

test("pick a lesson, ten lines forward, ten back, as the terminal does", () =>
  withLab({}, async lab => {
    await lab.click(title);
    const start = await lab.until("the lesson", async () => {
      const state = await lab.state();
      return state.lesson === "who-reads" && state;
    });
    const machine = { arch: start.arch, kernel: start.kernel };
    assert.equal(start.step, 0);
    for (let i = 0; i < 10; i++) await lab.click("Step");
    const ten = await stepIs(lab, 10);
    assert.equal(ten.digest, cliDigest(reads, 10, machine));
    await lab.shot("ten-lines");
    for (let i = 0; i < 10; i++) await lab.click("Back");
    assert.equal((await stepIs(lab, 0)).digest, start.digest);
  }));

for (const arch of ["arm64", "powerpc", "sparc", "x86"])
  for (const kernel of ["v6.18", "v7.0"])
    test(`${arch} ${kernel}: the keys step the same machine as the terminal`, () =>
      withLab({ query: `?lesson=nested-sections&arch=${arch}&kernel=${kernel}` }, async lab => {
        const start = await lab.state();
        assert.equal(start.lesson, "nested-sections");
        assert.equal(start.arch, arch);
        assert.equal(start.kernel, kernel);
        await lab.command("home");
        for (let i = 1; i <= 10; i++) {
          await lab.page.keyboard.press("ArrowRight");
          await stepIs(lab, i);
        }
        assert.equal((await lab.state()).digest, cliDigest(nested, 10, { arch, kernel }));
        await lab.page.keyboard.press("End");
        const end = await lab.until("the end", async () => {
          const state = await lab.state();
          return state.step === state.steps && state;
        });
        assert.equal(end.digest, cliDigest(nested, 1_000_000, { arch, kernel }));
        await lab.shot(`${arch}-${kernel}-end`);
      }));

test("a finger presses the same buttons", needs("touch"), () => withLab({
  query: "?lesson=nested-sections",
  context: { hasTouch: true, isMobile: true, deviceScaleFactor: 2.625,
    viewport: { width: 412, height: 800 } },
}, async lab => {
  await lab.command("home");
  await lab.tap("Step");
  await lab.tap("Step");
  await stepIs(lab, 2);
  await lab.tap("Back");
  await stepIs(lab, 1);
  await lab.shot("phone");
}));

test("keys are only taken while nothing else has the focus", () =>
  withLab({ query: "?lesson=nested-sections" }, async lab => {
    await lab.command("home");
    await lab.page.focus("#skip");
    await lab.page.keyboard.press("ArrowRight");
    await lab.frames(4);
    assert.equal((await lab.state()).step, 0);
    await lab.page.focus("#ime");
    await lab.page.keyboard.press("ArrowRight");
    await stepIs(lab, 1);
  }));

// in a lesson that asks nothing: what a question hides cannot be dragged to
test("a drag that leaves the page is followed, and ends when released outside", () =>
  withLab({ query: "?lesson=xen-double-enter" }, async lab => {
    await lab.command("home");
    const bar = await lab.find("Scrub");
    await lab.page.mouse.move(bar.x + 5, bar.y + bar.h / 2);
    await lab.frames(2);
    await lab.page.mouse.down();
    await lab.frames(2);
    await lab.page.mouse.move(bar.x + bar.w / 2, bar.y + bar.h / 2, { steps: 4 });
    const outside = engine === "firefox" ? [1279, 799] // its driver keeps the mouse on the page
      : [bar.x + bar.w + 200, 5000];
    await lab.page.mouse.move(...outside, { steps: 4 });
    await lab.frames(3);
    const end = await lab.state();
    assert.equal(end.step, end.steps);
    await lab.page.mouse.up();
    await lab.frames(2);
    await lab.page.mouse.move(bar.x + 5, bar.y + bar.h / 2);
    await lab.frames(3);
    assert.equal((await lab.state()).step, end.steps);
  }));

test("the theme follows the system, or the address", async () => {
  for (const [colorScheme, query, theme] of [["dark", "", "dark"], ["light", "", "light"],
    ["dark", "?theme=light", "light"]])
    await withLab({ query, context: { colorScheme } }, async lab => {
      assert.equal((await lab.state()).theme, theme);
    });
});

test("a lesson that is wrong gives an error, and leaves the old one open", () =>
  withLab({ query: "?lesson=nested-sections" }, async lab => {
    const before = await lab.state();
    for (const [name, text, what] of [
      ["typo.json", '{"format_version": 1, "id": "x", "titel": "y"}', /typo\.json/],
      ["binary.json", "\u0000\u0001\u0002ÿþ", /binary\.json/],
      ["huge.json", "[".repeat(3_000_000), /huge\.json/],
      ["script.lazy", "lazy_mmu_mode_enabel();", /lazy_mmu_mode_enable/],
    ]) {
      await lab.drop(name, text);
      const after = await lab.until(`an error for ${name}`, async () => {
        const state = await lab.state();
        return what.test(state.error) && state;
      });
      assert.equal(after.lesson, before.lesson);
      assert.equal(after.digest, before.digest);
    }
    await lab.shot("error");
  }));
