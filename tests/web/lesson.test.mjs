// What a lesson shows on the page: batches at their limits, the same place on another architecture;
// and files that are no lessons, which change nothing.
import assert from "node:assert/strict";
import test from "node:test";
import { cliDigest } from "./cli.mjs";
import { open } from "./lib.mjs";

async function withLab(options, body) {
  const lab = await open(options);
  try { await body(lab); assert.deepEqual(lab.errors(), []); } finally { await lab.close(); }
}

test("another architecture keeps the place", () => withLab({}, async lab => {
  await lab.command("open nested-sections");
  await lab.page.focus("#ime");
  for (let i = 0; i < 3; i++) await lab.page.keyboard.press("Control+ArrowRight");
  const before = await lab.until("the third lesson step", async () => {
    const s = await lab.state();
    return s.lesson_step >= 2 && s;
  });
  for (const arch of ["powerpc", "sparc", "x86", "arm64"]) {
    await lab.click(arch);
    const state = await lab.state();
    assert.equal(state.arch, arch);
    assert.equal(state.lesson_step, before.lesson_step);
    assert.equal(state.digest, cliDigest("nested-sections.json", state.step, state));
    await lab.shot(`lesson-${arch}`);
  }
}));

test("a seed in the address picks the numbers; the next ones are a button away", () =>
  withLab({ query: "?lesson=nested-disable-flushes&seed=2&view=text" }, async lab => {
    await lab.command("lesson step 6");
    assert.match((await lab.state()).quiz.ask, /^4 rounds/);
    const question = lab.page.locator("form.quiz"); // the list of all commands has one, too
    const other = question.getByRole("button", { name: "Other numbers" });
    assert.equal(await other.isVisible(), false);
    await lab.command("answer 4");
    await other.click();
    const quiz = await lab.until("another question", async () => {
      const s = await lab.state();
      return s.quiz?.standing === "open" && s.quiz;
    });
    assert.match(quiz.ask, /^3 rounds/);
    await lab.shot("lesson-variant");
  }));

test("a seed that is no number is told, and the lesson opens", () =>
  withLab({ query: "?lesson=nested-disable-flushes&seed=x" }, async lab => {
    const state = await lab.state();
    assert.match(state.error, /seed needs a number, found "x"/);
    assert.equal(state.lesson, "nested-disable-flushes");
  }));

// How full the batch is after each line; asked inside the page, since there are thousands.
const batchByStep = lab => lab.page.evaluate(() => {
  const { command, state } = window.lazymmu;
  command("end");
  return Array.from({ length: state().steps + 1 }, (_, at) => {
    command(`seek ${at}`);
    return state().batch.used;
  });
});

// What a batch does at its limits is the same here as in the terminal and in the window.
test("193 pages flush at 192; ten Xen updates are one entry", () => withLab({}, async lab => {
  for (const lesson of ["powerpc-one-section", "sparc-one-section"]) {
    await lab.command(`open ${lesson}`);
    let most = 0, emptied = false;
    for (const used of await batchByStep(lab)) {
      if (most >= 191 && used === 0) emptied = true;
      most = Math.max(most, used);
    }
    assert.ok(most === 191 || most === 192, `${lesson}: ${most}`);
    assert.ok(emptied);
  }
  await lab.command("open x86-xen-one-section");
  assert.equal(Math.max(...await batchByStep(lab)), 1);
}));

const bad = [
  ["typo.json", '{"$schema":"lesson.schema.json","format_version":1,"id":"t","title":"T",' +
    '"summary":"S","minutes":5,"machine":{"arch":"arm64"},' +
    '"steps":[{"title":"A","narration":"n","do":"lazy_mmu_mode_enabel();"}]}',
  /typo\.json:1:\d+.*lazy_mmu_mode_enable/s],
  ["type.json", '{"format_version":"one"}', /type\.json:1:\d+/],
  ["missing.json", '{"format_version":1}', /missing\.json:1:\d+/],
  ["junk.json", "\u0000\u0001\u0002\u00ff", /junk\.json/],
];

for (const [name, text, expected] of bad)
  test(`${name} is refused with a place, and the lesson stays`, () => withLab({}, async lab => {
    const before = await lab.state();
    await lab.drop(name, text);
    const after = await lab.until("an error", async () => {
      const s = await lab.state();
      return s.error && s;
    });
    assert.match(after.error, expected);
    assert.equal(after.lesson, before.lesson);
    assert.equal(after.digest, before.digest);
    await lab.shot(`bad-${name}`);
  }));

test("100 MB are refused without reading them all", () => withLab({}, async lab => {
  const before = await lab.state();
  await lab.page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(100 << 20)], "huge.json"));
    dispatchEvent(new DragEvent("drop", { dataTransfer: data, cancelable: true }));
  });
  const after = await lab.until("an error", async () => {
    const s = await lab.state();
    return s.error && s;
  });
  assert.match(after.error, /huge\.json/);
  assert.equal(after.digest, before.digest);
}));
