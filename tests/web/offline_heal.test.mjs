// The service worker and a server that gives, for a while, a file of another version: the page
// starts at every visit, and what an earlier worker has kept wrongly does not stay.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { launch, pageFolder } from "./lib.mjs";
import { plain } from "./plain.mjs";

const released = readFileSync(fileURLToPath(new URL("data/released_sw.js", import.meta.url)),
  "utf8");
const built = readFileSync(path.join(pageFolder, "sw.js"), "utf8");
const VERSION = /(?<=VERSION = ")[^"]+/, FILES = /(?<=JSON\.parse\(')[^']+/;
const script = body => ({ body, headers: { "content-type": "text/javascript" } });

// A page of this server, which answers as `answers` says: { name: request => answer }.
async function withPage(answers, body) {
  const server = await plain(pageFolder, (name, request) => answers[name]?.(request));
  const browser = await launch();
  try {
    const page = await (await browser.newContext({ serviceWorkers: "allow" })).newPage();
    await body(page, server);
  } finally {
    await browser.close();
    await server.close();
  }
}

// Waits where the page may be replaced by another one meanwhile.
async function until(page, what, test, argument) {
  for (const end = Date.now() + 60_000; Date.now() < end; await page.waitForTimeout(50))
    if (await page.evaluate(test, argument).catch(() => false)) return;
  throw new Error(`${what}: not within a minute`);
}
const running = page => until(page, "a start", () => !!window.lazymmu?.readyAt);

// Every kept file is what its key says, and is of the version, whose worker has the page.
const keptRightly = (page, version) => until(page, `version ${version}, kept rightly`,
  async wanted => {
    if (!navigator.serviceWorker.controller) return false;
    const names = await caches.keys();
    if (names.join() !== `lazymmu-${wanted}`) return false;
    const cache = await caches.open(names[0]), requests = await cache.keys();
    for (const request of requests) {
      const bytes = await (await cache.match(request)).arrayBuffer();
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
      const hex = Array.from(digest, byte => byte.toString(16).padStart(2, "0")).join("");
      if (!request.url.endsWith(`?${hex.slice(0, 16)}`)) return false;
    }
    return requests.length > 40;
  }, version);

test("a file of another version is not kept, and the page starts again and again", async () => {
  let wrong = true, asked = 0;
  const wasm = () => (asked++ && wrong ? { body: "half of a release" } : undefined);
  await withPage({ "lab.wasm": wasm }, async (page, server) => {
    await page.goto(server.url);
    await running(page);
    // the page has had its own; the worker asks too, and is done, one way or the other
    for (const end = Date.now() + 60_000; asked < 2 && Date.now() < end;)
      await page.waitForTimeout(50);
    await until(page, "the worker's end", async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      return !registration?.installing && !registration?.waiting;
    });
    wrong = false;
    await page.reload();
    await running(page);
    await keptRightly(page, built.match(VERSION)[0]);
    await server.close();
    await page.reload();
    await running(page);
  });
});

for (const [what, version] of [["the same files", built.match(VERSION)[0]],
  ["another version", "0123456789abcdef"]])
  test(`what the released worker kept wrongly is healed by a release with ${what}`, async () => {
    const first = released.replace(VERSION, () => version)
      .replace(FILES, () => built.match(FILES)[0]);
    let worker = first, wrong = true, asked = 0;
    await withPage({
      "sw.js": () => script(worker),
      "lab.wasm": () => (asked++ && wrong ? { body: "half of a release" } : undefined),
    }, async (page, server) => {
      await page.goto(server.url);
      await running(page);
      await until(page, "the released worker", async () =>
        (await navigator.serviceWorker.getRegistration())?.active?.state === "activated");
      wrong = false;
      await page.reload();
      await page.waitForFunction(() => document.querySelector("#loading.failed"));
      worker = built;
      await page.goto(server.url); // a visit that does not start; nobody presses anything
      await running(page);
      await keptRightly(page, built.match(VERSION)[0]);
      await server.close();
      await page.reload();
      await running(page);
    });
  });

test("a server that redirects index.html to the folder can be kept for later", async () => {
  const redirect = request => (new URL(request.url, "http://localhost").pathname === "/"
    ? undefined : { status: 308, headers: { location: "./" } });
  await withPage({ "index.html": redirect }, async (page, server) => {
    await page.goto(server.url);
    await running(page);
    await keptRightly(page, built.match(VERSION)[0]);
    await server.close();
    await page.reload();
    await running(page);
  });
});
