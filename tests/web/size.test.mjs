// What a cold start transfers, compressed as the build's own server does it, stays in its budget;
// and none of it comes from anywhere else.
import assert from "node:assert/strict";
import { statSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { needs, open, pageFolder } from "./lib.mjs";

const BUDGET = 350_000;

const budget = "a cold start stays in its budget, fonts and the first lesson included";
test(budget, needs("sizes on the wire"), async () => {
  const requests = [];
  const lab = await open({ ready: false,
    prepare: page => page.on("requestfinished", r => requests.push(r)) });
  try {
    await lab.page.waitForFunction(() => window.lazymmu?.readyAt, null, { timeout: 60000 });
    await lab.frames(8);
    const base = lab.server.url;
    const seen = await Promise.all(requests.map(async request => {
      const response = await request.response();
      const { responseBodySize, responseHeadersSize } = await request.sizes();
      return { name: request.url().slice(base.length) || "index.html", url: request.url(),
        bytes: responseBodySize + responseHeadersSize,
        encoding: response.headers()["content-encoding"] };
    }));
    const total = seen.reduce((sum, r) => sum + r.bytes, 0);
    const row = (bytes, ...words) => `${String(bytes).padStart(8)} ${words.join(" ")}`;
    const table = seen.map(r => row(r.bytes, r.encoding, r.name)).join("\n");
    console.log(`${table}\n${row(total, "in all, of", BUDGET)}`);
    assert.ok(seen.every(r => r.url.startsWith(base)), table);
    assert.equal(seen.find(r => r.name === "lab.wasm").encoding, "br");
    assert.ok(seen.some(r => r.name === "lessons/why-batch.json"), table);
    assert.equal(seen.filter(r => r.name.startsWith("lessons/")).length, 1);
    assert.ok(total < BUDGET, table);
  } finally { await lab.close(); }
});

test("the build lays compressed files beside those that compress", () => {
  for (const name of ["index.html", "page.mjs", "page.css", "lab.wasm", "lessons/why-batch.json"]) {
    const plain = statSync(path.join(pageFolder, name)).size;
    const [br, gz] = [".br", ".gz"].map(e => statSync(path.join(pageFolder, name + e)).size);
    assert.ok(br < gz && gz < plain, `${name}: ${br} ${gz} ${plain}`);
  }
});

test("a lesson is fetched when it is opened, once; what cannot be fetched is said", async () => {
  const asked = [];
  const lab = await open({ prepare: page => page.on("request", r => asked.push(r.url())) });
  const count = name => asked.filter(url => url.endsWith(`lessons/${name}.json`)).length;
  try {
    assert.equal(count("kunit"), 0);
    await lab.command("open kunit");
    assert.equal((await lab.state()).lesson, "kunit");
    await lab.command("open why-batch");
    await lab.command("open kunit");
    assert.equal((await lab.state()).lesson, "kunit");
    assert.equal(count("kunit"), 1);
    await lab.page.route("**/lessons/interrupts.json", route => route.abort());
    await lab.command("open interrupts");
    const state = await lab.state();
    assert.match(state.error, /interrupts/);
    assert.equal(state.lesson, "kunit");
  } finally { await lab.close(); }
});
