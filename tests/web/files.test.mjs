// Files on the page: a session saved as a download opens again to the same digest; exports and
// pictures are what they say; answers are kept, and carried from one reader's page to another's.
import assert from "node:assert/strict";
import test from "node:test";
import { engine, open } from "./lib.mjs";

async function withLab(options, body) {
  const lab = await open(options);
  try { await body(lab); assert.deepEqual(lab.errors(), []); } finally { await lab.close(); }
}

async function pick(lab, name, bytes) {
  // its driver tells of no file dialog
  if (engine === "firefox") return lab.drop(name, bytes);
  const [chooser] = await Promise.all([lab.page.waitForEvent("filechooser"),
    lab.command("open file")]);
  return chooser.setFiles([{ name, mimeType: "application/json", buffer: bytes }]);
}

test("a saved session is a download that opens again", () => withLab({}, async lab => {
  for (const line of ["open nested-sections", "arch powerpc", "seek 17"]) await lab.command(line);
  const before = await lab.state();
  const { name, bytes } = await lab.saved("save");
  assert.equal(name, "nested-sections-powerpc.lazymmu.json");
  await lab.command("open why-batch");
  await pick(lab, name, bytes);
  const after = await lab.until("the session", async () => {
    const now = await lab.state();
    return now.digest === before.digest && now;
  });
  assert.deepEqual([after.lesson, after.arch, after.step], ["nested-sections", "powerpc", 17]);
  await pick(lab, "hurt.lazymmu.json", bytes.subarray(0, bytes.length / 2));
  await lab.until("an error", async () => (await lab.state()).error);
  assert.equal((await lab.state()).digest, before.digest);
}));

test("exports are downloads of their kind; a picture has the canvas's pixels", () =>
  withLab({ context: { deviceScaleFactor: 2 } }, async lab => {
    const chrome = JSON.parse((await lab.saved("export chrome")).bytes);
    assert.ok(chrome.traceEvents.some(e => e.ph === "B"));
    const csv = await lab.saved("export csv");
    assert.match(csv.name, /^why-batch-arm64\.csv$/);
    assert.ok(csv.bytes.toString().split("\n").length > 10);
    const mail = (await lab.saved("export text")).bytes.toString().split("\n");
    assert.ok(mail.length > 10 && mail.every(line => line.length <= 75));
    const { name, bytes } = await lab.saved("export png");
    assert.match(name, /\.png$/);
    const size = await lab.page.evaluate(() => {
      const { width, height } = document.getElementById("canvas");
      return [width, height];
    });
    assert.equal(bytes.toString("latin1", 1, 4), "PNG");
    assert.deepEqual([bytes.readUInt32BE(16), bytes.readUInt32BE(20)], size);
    assert.ok(bytes.length > 20_000, "something is drawn");
  }));

test("answers are kept by the page, exported and imported", async () => {
  let answers;
  await withLab({ query: "?lesson=two-counters" }, async lab => {
    await lab.command("lesson 1");
    const { quiz } = await lab.until("a question", async () => {
      const now = await lab.state();
      if (now.quiz) return now;
      await lab.command("step lesson");
      return null;
    });
    assert.equal(quiz.standing, "open");
    for (let i = 0; i < 6 && (await lab.state()).quiz.standing !== "solved"; i++)
      await lab.command(`answer ${quiz.options?.length ? "abcdef"[i] : i}`);
    assert.equal((await lab.state()).quiz.standing, "solved");
    answers = (await lab.saved("export progress")).bytes;
    assert.equal(JSON.parse(answers).quizzes[0].standing, "solved");
    await lab.page.evaluate(() => window.lazymmu.autosave.save());
    await lab.page.reload();
    await lab.page.waitForFunction(() => window.lazymmu?.readyAt);
    assert.deepEqual(JSON.parse((await lab.saved("export progress")).bytes), JSON.parse(answers));
  });
  await withLab({}, async lab => {
    assert.deepEqual(JSON.parse((await lab.saved("export progress")).bytes).quizzes, []);
    await pick(lab, "answers.progress.json", answers);
    await lab.until("the answers", async () => (await lab.state()).notice !== "");
    assert.deepEqual(JSON.parse((await lab.saved("export progress")).bytes), JSON.parse(answers));
  });
});
