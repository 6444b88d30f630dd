// Without a network: the installed page, its updates, the single file; and the policy that keeps
// every request at home.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "node:test";
import { pathToFileURL } from "node:url";
import { inflateSync } from "node:zlib";
import { launch, open, pageFolder } from "./lib.mjs";

const kept = lab => lab.page.evaluate(async () => {
  const registration = await navigator.serviceWorker.ready;
  while (!navigator.serviceWorker.controller || !registration.active)
    await new Promise(done => setTimeout(done, 50));
  const [name] = (await caches.keys()).filter(n => n.startsWith("lazymmu-"));
  return (await (await caches.open(name)).keys()).length;
});

test("installed, it plays with the server stopped: every lesson, and a search", async () => {
  const lab = await open({ context: { serviceWorkers: "allow" } });
  try {
    assert.ok(await kept(lab) > 40);
    const before = await lab.state();
    await lab.server.close();
    lab.server.close = async () => {};
    await lab.page.reload();
    await lab.page.waitForFunction(() => window.lazymmu?.readyAt, null, { timeout: 60000 });
    assert.equal((await lab.state()).digest, before.digest);
    await lab.command("open interrupts");
    await lab.command("step");
    const state = await lab.state();
    assert.deepEqual([state.lesson, state.step], ["interrupts", 1]);
    await lab.page.evaluate(() => import("./engine/engine.mjs").then(m => m.Engine.load()));
    await lab.shot("offline");
  } finally { await lab.close(); }
});

test("a new version is told, and comes when the reader says so", async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "page-"));
  cpSync(pageFolder, folder, { recursive: true });
  const lab = await open({ folder, context: { serviceWorkers: "allow" } });
  try {
    await kept(lab);
    // another lesson text, another version
    const sw = path.join(folder, "sw.js"), lesson = path.join(folder, "lessons/interrupts.json");
    for (const ending of ["", ".br", ".gz"]) if (ending) rmSync(lesson + ending);
    const text = readFileSync(lesson, "utf8").replace(/"title": "[^"]+"/,
      '"title": "Another title"');
    writeFileSync(lesson, text);
    const hash = createHash("sha256").update(text).digest("hex").slice(0, 16);
    for (const ending of [".br", ".gz"]) rmSync(sw + ending);
    writeFileSync(sw, readFileSync(sw, "utf8").replace(/VERSION = "\w+"/, 'VERSION = "next"')
      .replace(/("lessons\/interrupts\.json":")\w+/, `$1${hash}`));
    const fetched = [];
    lab.context.on("request", r => fetched.push(r.url()));
    await lab.page.evaluate(() => navigator.serviceWorker.ready.then(r => r.update()));
    await lab.page.locator("#toast").waitFor();
    assert.match(await lab.page.textContent("#toast"), /new version/);
    await lab.shot("update");
    assert.ok(!fetched.some(url => url.endsWith(".wasm")), "only what has changed is fetched");
    await Promise.all([lab.page.waitForEvent("load"), lab.page.click("#toast button")]);
    await lab.page.waitForFunction(() => window.lazymmu?.readyAt, null, { timeout: 60000 });
    await lab.command("open interrupts");
    assert.equal((await lab.state()).title, "Another title");
    assert.deepEqual((await lab.page.evaluate(() => caches.keys())), ["lazymmu-next"]);
  } finally {
    await lab.close();
    rmSync(folder, { recursive: true });
  }
});

test("the single file plays a lesson from the disk", async () => {
  const browser = await launch(), problems = [];
  try {
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } }))
      .newPage();
    page.on("pageerror", e => problems.push(e.message));
    page.on("console", m => { if (m.type() === "error") problems.push(m.text()); });
    const file = pathToFileURL(path.join(pageFolder, "single/lazy-mmu-lab.html")).href;
    await page.goto(file);
    await page.waitForFunction(() => window.lazymmu?.readyAt, null, { timeout: 60000 });
    const state = await page.evaluate(async () => {
      const lab = window.lazymmu;
      await lab.command("open xen-read-hazard");
      for (let i = 0; i < 10; i++) lab.command("step");
      const fetched = performance.getEntriesByType("resource").map(e => e.name);
      return { ...lab.state(), fetched };
    });
    assert.deepEqual([state.lesson, state.step], ["xen-read-hazard", 10]);
    assert.deepEqual(state.fetched.filter(url => !/^(data|blob):/.test(url)), []);
    assert.deepEqual(problems, []);
  } finally { await browser.close(); }
});

test("the policy forbids eval, and no request leaves the page's origin", async () => {
  const asked = [], violations = [];
  const lab = await open({ prepare: async page => {
    page.on("request", r => asked.push(r.url()));
    await page.addInitScript(() => addEventListener("securitypolicyviolation", e =>
      (window.violations ??= []).push(`${e.effectiveDirective} ${e.blockedURI}`)));
  } });
  try {
    for (const line of ["open kunit", "end", "mode explore", "explore start"])
      await lab.command(line);
    await lab.frames(20);
    violations.push(...await lab.page.evaluate(() => window.violations ?? []));
    assert.deepEqual(violations, []);
    assert.ok(asked.length > 6);
    for (const url of asked)
      assert.ok(/^(data|blob):/.test(url) || url.startsWith(lab.server.url), url);
    const outcome = await lab.page.evaluate(async () => {
      const results = [];
      setTimeout("window.evaluated = true"); // the debugger's own calls may do it at once
      await new Promise(done => setTimeout(done, 50));
      results.push(window.evaluated);
      results.push(await fetch("https://example.org/").catch(e => e.name));
      const script = document.createElement("script");
      script.textContent = "window.inline = true";
      document.head.append(script);
      return [...results, window.inline];
    });
    assert.deepEqual(outcome, [undefined, "TypeError", undefined]);
    const response = await fetch(lab.server.url);
    const { origin } = new URL(lab.server.url); // the one server that may be named
    const header = response.headers.get("content-security-policy");
    const inside = (await response.text()).match(/content="(default-src[^"]*)"/)[1];
    for (const policy of [header, inside]) {
      assert.match(policy, /default-src 'none'/);
      assert.match(policy, /'wasm-unsafe-eval'/);
      assert.doesNotMatch(policy.replaceAll(`'self' ${origin}`, "'self'"),
        /'unsafe-(eval|inline)'|https?:|\*[^;]*script/);
    }
  } finally { await lab.close(); }
});

test("the manifest has icons of the sizes that it says, with something on them", () => {
  const manifest = JSON.parse(readFileSync(path.join(pageFolder, "manifest.webmanifest"), "utf8"));
  assert.ok(manifest.name && manifest.start_url && manifest.display === "standalone");
  for (const icon of manifest.icons.filter(i => i.type === "image/png")) {
    const bytes = readFileSync(path.join(pageFolder, icon.src));
    const size = bytes.readUInt32BE(16);
    assert.equal(`${size}x${bytes.readUInt32BE(20)}`, icon.sizes);
    const at = bytes.indexOf("IDAT");
    const rows = inflateSync(bytes.subarray(at + 4, at + 4 + bytes.readUInt32BE(at - 4)));
    assert.equal(rows.length, size * (size * 4 + 1));
    assert.ok(new Set(rows).size > 20);
  }
});
