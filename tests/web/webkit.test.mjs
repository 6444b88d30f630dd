// The page in WebKit, in short: it starts and steps to the terminal's machine, copies a link for
// real, and starts where somebody else's page has it, in a sandbox and before it has loaded.
import assert from "node:assert/strict";
import http from "node:http";
import { after, before, test } from "node:test";
import { cliDigest } from "./cli.mjs";
import { pageFolder } from "./lib.mjs";
import { startWebKit } from "./wd.mjs";
import { serve } from "../../web/serve.mjs";

let page, server;
before(async () => {
  server = await serve(pageFolder);
  page = await startWebKit();
});
after(async () => {
  await page?.close();
  await server?.close();
});

const ARROW_RIGHT = "\uE014";

async function open(query) {
  await page.go(`${server.url}${query}`);
  await page.until("the program", () => window.lazymmu?.readyAt);
}
const state = () => page.run(() => window.lazymmu.state());
const stepIs = n => page.until(`step ${n}`, at => window.lazymmu.state().step === at, n);

// Where a widget of the drawing is.
const place = label => page.until(`a widget called "${label}"`, name => {
  window.lazymmu.poke(2);
  const w = window.lazymmu.widgets().find(each => each.label === name && each.visible);
  const box = document.getElementById("canvas").getBoundingClientRect();
  return w && [box.x + w.x + w.w / 2, box.y + w.y + w.h / 2];
}, label);

test("WebKit: keys and the mouse step the same machine as the terminal", async () => {
  await open("?lesson=nested-sections&arch=x86&kernel=v7.0");
  assert.ok(await page.run(() => window.lazymmu.module._web_draws()), "it draws");
  await page.run(() => { window.lazymmu.command("home"); });
  for (let i = 1; i <= 5; i++) {
    await page.press(ARROW_RIGHT);
    await stepIs(i);
  }
  for (let i = 6; i <= 10; i++) {
    await page.click(...await place("Step"));
    await stepIs(i);
  }
  const { digest, arch, kernel, width } = await state();
  assert.equal(digest, cliDigest("nested-sections.json", 10, { arch, kernel }));
  assert.equal(width, 1280);
});

test("WebKit: Copy link puts the link into the clipboard", async () => {
  await open("?lesson=nested-sections");
  await page.run(() => { window.lazymmu.command("seek 7"); });
  const link = await page.run(() => window.lazymmu.link());
  await page.click(...await place("Share"));
  assert.equal(await page.until("a word about it", () =>
    document.querySelector("#toast span")?.textContent),
  "The link is copied: it opens what you see now.");
  assert.equal(await page.pasted(), link);
});

// A page of another origin.
async function withHost(body, f) {
  const host = http.createServer((_, response) => response
    .writeHead(200, { "content-type": "text/html" }).end(`<!doctype html><body>
      <script type="module" src="${server.url}embed.mjs"></script>${body}`));
  await new Promise(done => host.listen(0, "127.0.0.1", done));
  try {
    await page.go(`http://127.0.0.1:${host.address().port}/`);
    await page.until("the element", () => customElements.get("lazy-mmu-lab") && true);
    await f();
  } finally {
    host.closeAllConnections();
    host.close();
  }
}

test("WebKit: a frame in a sandbox that allows scripts alone starts, and answers", () =>
  withHost('<lazy-mmu-lab lesson="two-counters" sandbox="allow-scripts" run></lazy-mmu-lab>',
    async () => {
      const told = await page.run(async () => {
        const lab = document.querySelector("lazy-mmu-lab");
        await lab.ready;
        return lab.step({ count: 3 });
      });
      assert.equal(told.lesson, "two-counters");
      assert.ok(told.position >= 3);
    }));

test("WebKit: run() is kept until a frame below the fold has loaded", () =>
  withHost('<div style="height: 5000px"></div>', async () => {
    const told = await page.run(async () => {
      const lab = document.createElement("lazy-mmu-lab");
      lab.setAttribute("lesson", "two-counters");
      document.body.append(lab);
      await lab.run();
      return lab.query();
    });
    assert.equal(told.lesson, "two-counters");
  }));
