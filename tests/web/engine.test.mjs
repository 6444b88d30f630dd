// The engine without a screen, in Node: the module that the page's worker uses, as a package.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "node:test";
import { pathToFileURL } from "node:url";
import { cliCheck, cliExplore, top } from "./cli.mjs";
import { pageFolder } from "./lib.mjs";

const folder = path.join(pageFolder, "engine");
const { Engine, PlanError } = await import(pathToFileURL(path.join(folder, "engine.mjs")));

const section =
  'lazy_mmu_mode_enable();\nset_pte_at(KERNEL, 7, "pw");\nlazy_mmu_mode_disable();\n';
const wide = { arch: "arm64", tasks: 4, program: section.repeat(6) };

test("it finds what the terminal finds, in as many states", async () => {
  const engine = await Engine.load();
  for (const [kernel, verdict] of [["v7.0", "violated"], ["v7.1", "holds"]]) {
    const report = await engine.run({ arch: "x86", kernel, program: section });
    const told = cliExplore(section, ["--arch", "x86", "--kernel", kernel]);
    assert.equal(report.verdict, verdict);
    for (const key of ["verdict", "states", "transitions", "depth"])
      assert.equal(report[key], told[key], `${kernel} ${key}`);
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

test("it packs with npm, and its types name what there is", () => {
  const listed = JSON.parse(execFileSync("npm", ["pack", "--dry-run", "--json", "--offline"],
    { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
  const files = listed[0].files.map(f => f.path).sort();
  assert.deepEqual(files,
    ["README.md", "engine.d.ts", "engine.mjs", "engine.wasm", "package.json"]);
  const types = readFileSync(path.join(folder, "engine.d.ts"), "utf8");
  const methods = Object.getOwnPropertyNames(Engine.prototype).filter(n => n !== "constructor");
  for (const name of [...methods, "load", "PlanError"])
    assert.match(types, new RegExp(`\\b${name}\\b`), name);
  // every invariant, as the engine names them
  const source = readFileSync(path.join(top, "engine/invariants.cpp"), "utf8");
  const names = [...source.matchAll(/^\s+\{"(\w+)", "/gm)].map(m => m[1]);
  assert.equal(names.length, 11);
  for (const name of names) assert.match(types, new RegExp(`"${name}"`));
});

test("the example in its README says the truth", async () => {
  const readme = readFileSync(path.join(folder, "README.md"), "utf8");
  const code = readme.match(/```js\n([\s\S]*?)```/)[1];
  const place = mkdtempSync(path.join(os.tmpdir(), "engine-"));
  try {
    const file = path.join(place, "example.mjs");
    writeFileSync(file, code.replace('"lazymmu-engine"',
      JSON.stringify(pathToFileURL(path.join(folder, "engine.mjs")).href)));
    const out = execFileSync(process.execPath, [file], { encoding: "utf8" });
    assert.match(out, /violated \[ 'kernel_bug' \]/);
    assert.match(out, /"id": "counterexample"/);
  } finally { rmSync(place, { recursive: true }); }
});
