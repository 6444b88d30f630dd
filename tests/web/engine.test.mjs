// The engine without a screen, in Node: the module that the page's worker uses, as a package.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "node:test";
import { pathToFileURL } from "node:url";
import { cliCheck, cliDigest, cliExplore, top } from "./cli.mjs";
import { pageFolder } from "./lib.mjs";

const folder = path.join(pageFolder, "engine");
const { Engine, PlanError, Player, RunError } =
  await import(pathToFileURL(path.join(folder, "engine.mjs")));

const section =
  'lazy_mmu_mode_enable();\nset_pte_at(KERNEL, 7, "pw");\nlazy_mmu_mode_disable();\n';
const wide = { arch: "arm64", tasks: 4, program: section.repeat(6) };

test("it finds what the terminal finds, in as many states", async () => {
  const engine = await Engine.load();
  for (const [kernel, verdict] of [["v7.0", "violated"], ["v7.1", "holds"]]) {
    const report = await engine.run({ arch: "x86", kernel, program: section });
    const told = cliExplore(section, ["--arch", "x86", "--kernel", kernel]);
    assert.equal(report.verdict, verdict);
    for (const key of ["verdict", "states", "transitions", "depth", "not_judged"])
      assert.deepEqual(report[key], told[key], `${kernel} ${key}`);
    assert.equal(report.not_judged.length, 1);
    assert.equal(engine.lesson() !== "", verdict === "violated");
  }
});

test("its counterexample is a lesson that holds", async () => {
  const engine = await Engine.load();
  assert.equal(engine.lesson(), "");
  await engine.run({ arch: "x86", kernel: "v7.0", program: section });
  const text = engine.lesson("found");
  assert.equal(JSON.parse(text).id, "found");
  cliCheck(text);
});

test("a plan that is wrong is told, and the next one is not hurt", async () => {
  const engine = await Engine.load();
  for (const plan of ["", "null", "[]", "\0", {}, { arch: "x86" }, { arch: "x86", program: 1 },
    { arch: "vax", program: "x" }, { arch: "x86", program: "no_such_call();" },
    { arch: "x86", program: section, tasks: 99 }, { arch: "x86", program: section, inside: "x" },
    "[".repeat(1e6), " ".repeat(5e6)])
    await assert.rejects(engine.run(plan), PlanError);
  assert.equal((await engine.run({ arch: "x86", program: section })).verdict, "violated");
});

test("progress, an abort, and a bound", async () => {
  const engine = await Engine.load();
  const abort = new AbortController();
  const seen = [];
  const stopped = await engine.run(wide, { every: 20, signal: abort.signal, onProgress(r) {
    seen.push(r.states);
    if (seen.length === 3) abort.abort();
  } });
  assert.equal(stopped.verdict, "running");
  assert.ok(seen[0] < seen[1] && seen[1] < seen[2], `${seen}`);
  const bounded = await engine.run({ ...wide, max_states: 1000 });
  assert.equal(bounded.verdict, "inconclusive");
  assert.equal(bounded.bound, "max_states");
  engine.end();
  assert.equal(engine.slice(), false);
});

test("two engines do not know each other", async () => {
  const module = await WebAssembly.compile(readFileSync(path.join(folder, "engine.wasm")));
  const [a, b] = await Promise.all([Engine.load(module), Engine.load(module)]);
  a.explore({ arch: "x86", program: section });
  while (a.slice());
  assert.equal(a.report().verdict, "violated");
  assert.equal(b.report().states, 0);
});

test("its types name what there is", () => {
  const types = readFileSync(path.join(folder, "engine.d.ts"), "utf8");
  for (const kind of [Engine, Player])
    for (const name of Object.getOwnPropertyNames(kind.prototype).filter(n => n !== "constructor"))
      assert.match(types, new RegExp(`^  ${name}\\(`, "m"), `${kind.name}.${name}`);
  for (const name of ["load", "PlanError", "RunError"])
    assert.match(types, new RegExp(`\\b${name}\\b`), name);
  // every invariant, as the engine names them
  const source = readFileSync(path.join(top, "engine/kernel/invariants.cpp"), "utf8");
  const names = [...source.matchAll(/^\s+\{"(\w+)", "/gm)].map(m => m[1]);
  assert.equal(names.length, 11);
  for (const name of names) assert.match(types, new RegExp(`"${name}"`));
  // ... and what a state has
  const player = types.slice(types.indexOf("interface RunState"));
  for (const name of ["mode", "step", "steps", "digest", "tasks", "batch", "quiz", "hazard"])
    assert.match(player, new RegExp(`^  ${name}\\??:`, "m"), name);
});

test("a lesson is stepped as the terminal does it, forward, back and elsewhere", async () => {
  const player = await Player.load();
  assert.equal(player.state().mode, "empty");
  const text = readFileSync(path.join(top, "lessons/nested-sections.json"), "utf8");
  const start = player.open(text, { arch: "powerpc", kernel: "v7.0" });
  assert.equal(start.lesson, "nested-sections");
  assert.deepEqual([start.arch, start.step], ["powerpc", 0]);
  for (let i = 0; i < 10; i++) player.step();
  const ten = player.state();
  assert.equal(ten.digest, cliDigest("nested-sections.json", 10, ten));
  assert.equal(player.step({ back: true }).step, 9);
  assert.equal(player.seek(10).digest, ten.digest);
  assert.equal(player.seek(start.steps).step, start.steps);
  assert.ok(player.events(0, start.steps).some(e => e.kind === "hw"));
  assert.equal(player.lessonStep(1).lesson_step, 1);
  assert.equal(player.set({ arch: "x86" }).arch, "x86");
  assert.equal(player.home().step, 0);
  assert.equal(player.query("task.A.enable_count"), 0);
  assert.equal(player.end().step, player.state().steps);
});

test("a saved session opens elsewhere to the same digest", async () => {
  const [a, b] = [await Player.load(), await Player.load()];
  a.open(section, { arch: "sparc" });
  const there = a.seek(7);
  assert.equal(b.open(a.saved(), { name: "x.lazymmu.json" }).digest, there.digest);
});

test("what cannot be done is told, and changes nothing", async () => {
  const player = await Player.load();
  assert.throws(() => player.step(), RunError);
  assert.throws(() => player.query("task.A.lazy"), RunError);
  assert.equal(player.saved(), "");
  const before = player.open(section, { arch: "arm64" });
  for (const wrong of [() => player.open("no_such_call();"), () => player.open("{"),
    () => player.open({ format_version: 1 }), () => player.seek(1e6), () => player.seek(-1),
    () => player.command("fly"), () => player.query("task.Z"), () => player.set({ arch: "vax" }),
    () => player.step({ back: true }), () => player.open("[".repeat(1e6)), () => player.answer(1)])
    assert.throws(wrong, RunError);
  assert.equal(player.state().digest, before.digest);
});

// As somebody else gets it: packed, unpacked, and found by its name.
function installed(body) {
  const place = mkdtempSync(path.join(os.tmpdir(), "engine-"));
  try {
    const [{ filename, files }] = JSON.parse(execFileSync("npm",
      ["pack", "--json", "--offline", "--pack-destination", place],
      { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
    const home = path.join(place, "node_modules/lazymmu-engine");
    mkdirSync(home, { recursive: true });
    execFileSync("tar", ["xf", path.join(place, filename), "-C", home, "--strip-components=1"]);
    body(place, files.map(f => f.path).sort());
  } finally { rmSync(place, { recursive: true }); }
}

test("packed with npm it works in Node, and its README says the truth", () => installed(
  (place, files) => {
    assert.deepEqual(files, ["README.md", "engine.d.ts", "engine.mjs", "engine.wasm", "module.mjs",
      "package.json", "player.mjs"]);
    const readme = readFileSync(path.join(place, "node_modules/lazymmu-engine/README.md"), "utf8");
    const out = [...readme.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code], i) => {
      const file = path.join(place, `example${i}.mjs`);
      writeFileSync(file, code);
      return execFileSync(process.execPath, [file], { encoding: "utf8" });
    });
    assert.equal(out.length, 2);
    assert.match(out[0], /dsb/);
    assert.match(out[0], /^1 7$/m);
    assert.match(out[1], /violated \[ 'kernel_bug' \]/);
    assert.match(out[1], /"id": "counterexample"/);
  }));
