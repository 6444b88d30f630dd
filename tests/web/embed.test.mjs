// The program in somebody else's page: the element, the protocol, and who may use it.
import assert from "node:assert/strict";
import http from "node:http";
import test from "node:test";
import { borrow } from "./browsers.mjs";
import { fromDriver, open, pageFolder } from "./lib.mjs";
import { serve } from "../../web/serve.mjs";

// A page of another origin (another port) with these contents in its body.
async function host(body) {
  const server = http.createServer((request, response) => response
    .writeHead(200, { "content-type": "text/html" }).end(`<!doctype html><body>${body}`));
  await new Promise(done => server.listen(0, "127.0.0.1", done));
  return { url: `http://127.0.0.1:${server.address().port}/`,
    close: () => new Promise(done => { server.closeAllConnections(); server.close(done); }) };
}

// Opens a host page around the program; f gets the page and the address of the program.
async function withHost(makeBody, f, context = {}) {
  const lab = await serve(pageFolder), outer = await host(makeBody(lab.url));
  const { browser, giveBack } = await borrow([], {}), problems = [];
  const around = await browser.newContext({ viewport: { width: 1000, height: 800 },
    serviceWorkers: "block", ...context });
  try {
    const page = await around.newPage();
    page.setDefaultTimeout(120_000); // machines can be slow
    page.on("pageerror", e => { if (!fromDriver(e.message)) problems.push(e.message); });
    await page.goto(outer.url);
    await f(page, lab.url, outer.url);
    assert.deepEqual(problems, []);
  } finally {
    await around.close();
    giveBack();
    await outer.close();
    await lab.close();
  }
}

const element = attributes => url => `<script type="module" src="${url}embed.mjs"></script>
  <lazy-mmu-lab ${attributes}></lazy-mmu-lab>`;

test("four embeds of a course page work at once, and the page drives one to its end", async () => {
  const lab = await open({ file: "examples/course.html", ready: false,
    context: { viewport: { width: 1100, height: 900 } } });
  try {
    const ids = ["why", "nested", "hazard", "limits"];
    await lab.page.waitForFunction(() => customElements.get("lazy-mmu-lab"));
    await lab.shotPage("course-posters");
    const states = [];
    for (const id of ids) {
      await lab.page.locator(`#${id}`).scrollIntoViewIfNeeded();
      states.push(await lab.page.evaluate(async which => {
        const e = document.getElementById(which);
        await e.run();
        return e.query();
      }, id));
    }
    assert.deepEqual(states.map(s => [s.lesson, s.arch]), [["why-batch", "arm64"],
      ["nested-sections", "powerpc"], ["xen-read-hazard", "x86"], ["batch-limits", "sparc"]]);
    await lab.shotPage("course-running");
    await lab.page.click("[data-drives=why]");
    await lab.page.waitForFunction(() =>
      /^Done/.test(document.getElementById("progress").textContent), null, { timeout: 60000 });
    const why = await lab.page.evaluate(() => document.getElementById("why").query());
    assert.equal(why.position, why.length);
    assert.match(await lab.page.textContent("#record"),
      /completed why-batch on arm64 in PT[\d.]+S/);
    // the others have not moved
    const after = await lab.page.evaluate(list => Promise.all(list.map(id =>
      document.getElementById(id).query())), ids.slice(1));
    assert.deepEqual(after.map(s => s.digest), states.slice(1).map(s => s.digest));
    assert.deepEqual(lab.errors(), []);
  } finally { await lab.close(); }
});

test("from another origin: poster, run, step, seek, set, query, events", () => withHost(
  element('lesson="two-counters" theme="light"'), async page => {
    const frame = page.frameLocator("lazy-mmu-lab iframe");
    await frame.locator("#poster strong").filter({ hasText: /\w/ }).waitFor();
    assert.match(await frame.locator("#poster").textContent(), /counter/i);
    assert.equal(await page.evaluate(() => performance.getEntriesByType("resource")
      .filter(e => e.name.endsWith(".wasm")).length), 0);
    await frame.locator("#poster").click();
    const result = await page.evaluate(async () => {
      const lab = document.querySelector("lazy-mmu-lab"), seen = [];
      for (const name of ["stepped", "completed"])
        lab.addEventListener(name, e => seen.push([name, e.detail]));
      await lab.ready;
      const start = await lab.query();
      const one = await lab.step();
      const three = await lab.step({ count: 2 });
      const two = await lab.step({ back: true });
      const there = await lab.seek({ position: 9 });
      const machine = await lab.set({ arch: "powerpc", kernel: "v7.1" });
      const wrong = await Promise.allSettled([lab.seek({ position: 1e9 }), lab.set({ arch: "vax" }),
        lab.step({ count: -1 }), lab.load({}), lab.load({ lesson: "../x" }), lab.step({ by: "x" }),
        lab.seek({}), lab.load({ link: "http://x/#v1.AAAA" }), lab.load({ script: "frob(" }),
        lab.set({ arch: "x86", kernel: "v9.9" }), lab.set({ kernel: "v7.0", arch: "vax" }),
        lab.set({ arch: "x86", theme: "pink" }), lab.set({ theme: "dark", seed: -1 }),
        lab.set({ arch: "x86", seed: 2 ** 32 }), lab.answer("frob"), lab.load({ session: "{}" })]);
      const untouched = await lab.query();
      const theme = await lab.set({ arch: "powerpc", kernel: "v7.1", theme: "light" });
      const back = await lab.step({ back: true, count: 100 }); // as far as there is a way
      const nowhere = await lab.step({ back: true, count: 10 }).then(() => "", e => e.message);
      const end = await lab.seek({ position: machine.length });
      await new Promise(done => setTimeout(done, 200));
      return { start, one, three, two, there, machine, wrong, untouched, theme, back, nowhere, end,
        seen };
    });
    const { start, one, three, two, there, machine, wrong, untouched, theme, back, nowhere, end,
      seen } = result;
    assert.equal(start.lesson, "two-counters");
    assert.deepEqual([one, three, two, there].map(s => s.position),
      [1, 3, 2, 9].map((n, i) => (i < 3 ? start.position + n : n)));
    assert.deepEqual([machine.arch, machine.kernel], ["powerpc", "v7.1"]);
    assert.deepEqual(wrong.map(w => w.status), wrong.map(() => "rejected"));
    for (const same of ["lesson", "arch", "kernel", "position", "lessonStep", "digest"])
      assert.equal(untouched[same], machine[same], `an error changed ${same}`);
    assert.equal(theme.digest, machine.digest);
    assert.deepEqual([back.position, nowhere !== ""], [0, true]);
    assert.equal(end.position, end.length);
    assert.ok(seen.filter(([name]) => name === "stepped").length >= 5);
    assert.deepEqual(seen.filter(([name]) => name === "completed"), []); // a jump to the end
  }));

test("the bar has the machine, and a way back from the playground", () => withHost(
  element('lesson="two-counters" run'), async page => {
    await page.evaluate(() => document.querySelector("lazy-mmu-lab").ready);
    const frame = page.frames()[1];
    const is = (name, value) => frame.waitForFunction(([what, wanted]) =>
      window.lazymmu.state()[what] === wanted, [name, value]);
    await frame.locator("#arch").selectOption("powerpc");
    await is("arch", "powerpc");
    await frame.locator("#kernel").selectOption("v7.1");
    await is("kernel", "v7.1");
    await page.evaluate(() => document.querySelector("lazy-mmu-lab").set({ arch: "x86" }));
    await frame.waitForFunction(() => document.getElementById("arch").value === "x86");
    assert.ok(await frame.locator("#back").isHidden());
    await frame.evaluate(() => window.lazymmu.command("try"));
    await is("screen", "playground");
    await frame.locator("#back").click();
    await is("screen", "lesson");
    await is("lesson", "two-counters");
    await frame.locator("#back").waitFor({ state: "hidden" });
  }));

test("an answered question is told, with what a learning record needs", () => withHost(
  element('lesson="why-batch" run'), async page => {
    const told = await page.evaluate(async () => {
      const lab = document.querySelector("lazy-mmu-lab"), seen = [];
      lab.addEventListener("quiz", e => seen.push(e.detail));
      await lab.ready;
      let state = await lab.query();
      for (let i = 0; !state.quiz && i < state.lessonSteps; i++)
        state = await lab.seek({ lessonStep: i });
      await lab.answer(99999).catch(() => lab.answer("a"));
      await new Promise(done => setTimeout(done, 200));
      return seen;
    });
    assert.equal(told.length, 1);
    assert.equal(told[0].tries, 1);
    assert.equal(typeof told[0].success, "boolean");
    assert.ok(told[0].question.length > 5);
  }));

test("'open full' keeps the state", () => withHost(element('lesson="two-counters" run'),
  async page => {
    const before = await page.evaluate(async () => {
      const lab = document.querySelector("lazy-mmu-lab");
      await lab.ready;
      return lab.seek({ position: 11 });
    });
    await page.waitForTimeout(700);
    const href = await page.frameLocator("iframe").locator("#full").getAttribute("href");
    assert.match(href, /#v1\./);
    await page.goto(href);
    await page.waitForFunction(() => window.lazymmu?.readyAt);
    const after = await page.evaluate(() => window.lazymmu.state());
    assert.equal(after.digest, before.digest);
    assert.equal(after.step, 11);
  }));

test("it works in a sandbox without an origin, with storage denied", () => withHost(
  element('lesson="two-counters" sandbox="allow-scripts" run'), async page => {
    const state = await page.evaluate(async () => {
      const lab = document.querySelector("lazy-mmu-lab");
      await lab.ready;
      return lab.step({ count: 3 });
    });
    assert.equal(state.lesson, "two-counters");
    assert.ok(state.position >= 3);
  }, { serviceWorkers: "allow" })); // else Playwright's own script fails in a sandbox

// Windows of a wrong origin, and the right one with messages of a wrong shape: nothing changes.
test("200 messages that may not be heard change nothing", () => withHost(url =>
  `<iframe id="lab" width="900" height="600" src="${url}index.html?mode=embed&run&` +
  `lesson=two-counters&origin=https://course.example"></iframe>
  <iframe id="open" width="900" height="600" src="${url}index.html?mode=embed&run"></iframe>`,
async page => {
  const frames = () => page.frames().slice(1);
  for (const frame of frames())
    await frame.waitForFunction(() => window.lazymmu?.readyAt);
  const digests = () => Promise.all(frames().map(f =>
    f.evaluate(() => window.lazymmu.state().digest)));
  const before = await digests();
  const answers = await page.evaluate(async () => {
    const heard = [];
    addEventListener("message", e => heard.push(e.data));
    const lab = document.getElementById("lab").contentWindow;
    // this page is not https://course.example
    for (let i = 0; i < 100; i++)
      lab.postMessage(i % 2 ? { lazymmu: 1, type: "ping", id: i } :
        { lazymmu: 1, type: "step", id: i, count: 1 }, "*");
    // this one would be heard, if it made sense
    const open = document.getElementById("open").contentWindow;
    const send = message => open.postMessage(message, "*");
    send({ lazymmu: 1, type: "step", id: 1 }); // before the handshake
    send({ lazymmu: 2, type: "ping" });
    send({ lazymmu: 1, type: "ping", id: 7 });
    const shapes = [null, 0, "", "step", [], {}, { lazymmu: 1 }, { type: "step" },
      { lazymmu: "1", type: "step" }, { lazymmu: 1, type: 5 }, { lazymmu: 1, type: "__proto__" },
      { lazymmu: 1, type: "constructor" }, { lazymmu: 1, type: "eval", code: "1" },
      { lazymmu: 1, type: "step", count: 1e9 }, { lazymmu: 1, type: "step", count: "3" },
      { lazymmu: 1, type: "step", back: 1 }, { lazymmu: 1, type: "step", by: {} },
      { lazymmu: 1, type: "seek", position: -1 }, { lazymmu: 1, type: "seek", position: NaN },
      { lazymmu: 1, type: "seek", position: 1, lessonStep: 1 }, { lazymmu: 1, type: "seek" },
      { lazymmu: 1, type: "set", arch: "x86; theme light" }, { lazymmu: 1, type: "set" },
      { lazymmu: 1, type: "load", lesson: "a\nb" }, { lazymmu: 1, type: "load", lesson: {} },
      { lazymmu: 1, type: "load", session: "{}" }, { lazymmu: 1, type: "load", script: 7 },
      { lazymmu: 1, type: "load", link: "#v1.AAAA" }, { lazymmu: 1, type: "load", link: "x" }];
    for (let i = 0; i < 97; i++) send(shapes[i % shapes.length]);
    await new Promise(done => setTimeout(done, 1500));
    return heard;
  });
  assert.deepEqual(await digests(), before);
  const replies = answers.filter(m => m.type !== "hello");
  assert.ok(replies.every(m => ["pong", "error", "event"].includes(m.type)),
    JSON.stringify(replies));
  assert.equal(replies.filter(m => m.type === "pong").length, 1);
  assert.ok(replies.filter(m => m.type === "error").length > 40);
  assert.ok(!answers.some(m => m.type === "hello" && m.id), "hello says nothing");
}));

test("an embed that is not seen gives its graphics back, and draws again when it is", () =>
  withHost(url => `${element('lesson="two-counters" run')(url)}<div style="height:5000px"></div>`,
    async page => {
      await page.evaluate(() => document.querySelector("lazy-mmu-lab").ready);
      const frame = page.frames()[1];
      const lost = () => frame.evaluate(() =>
        document.getElementById("canvas").getContext("webgl2").isContextLost());
      const until = async want => {
        for (let i = 0; i < 100 && await lost() !== want; i++) await page.waitForTimeout(50);
        assert.equal(await lost(), want);
      };
      await until(false);
      const before = await frame.evaluate(() => window.lazymmu.state());
      await page.evaluate(() => scrollTo(0, 4000));
      await until(true);
      await page.evaluate(() => document.querySelector("lazy-mmu-lab").step());
      await page.evaluate(() => scrollTo(0, 0));
      await until(false);
      await page.waitForTimeout(300);
      const after = await frame.evaluate(() => window.lazymmu.state());
      assert.equal(after.step, before.step + 1);
      assert.ok(after.frames > before.frames);
    }));
