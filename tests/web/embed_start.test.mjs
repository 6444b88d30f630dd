// How a frame in somebody's page starts: whenever run() is called, and whoever 'self' is there.
import assert from "node:assert/strict";
import http from "node:http";
import test from "node:test";
import { open, pageFolder } from "./lib.mjs";
import { serve } from "../../web/serve.mjs";

test("run() is kept until the frame has loaded, below the fold too", async () => {
  const lab = await open({ file: "examples/course.html", ready: false,
    context: { viewport: { width: 1100, height: 700 } } });
  try {
    const told = await lab.page.evaluate(async () => {
      await customElements.whenDefined("lazy-mmu-lab");
      const make = attributes => {
        const e = document.createElement("lazy-mmu-lab");
        for (const [name, value] of Object.entries({ lesson: "two-counters", ...attributes }))
          e.setAttribute(name, value);
        return e;
      };
      const space = document.createElement("div");
      space.style.height = "20000px";
      const early = make({}), eager = make({ eager: "" }), below = make({});
      const begun = early.run(); // before it is anywhere
      document.body.prepend(early, eager);
      document.body.append(space, below);
      await Promise.all([begun, eager.run(), below.run()]);
      return Promise.all([early, eager, below].map(e => e.query()));
    });
    assert.deepEqual(told.map(s => s.lesson), Array(3).fill("two-counters"));
  } finally { await lab.close(); }
});

test("a frame that nobody runs stays a poster, without marks of Markdown", async () => {
  const lab = await open({ query: "?mode=embed&lesson=nested-sections", ready: false });
  try {
    const summary = lab.page.locator("#poster .summary");
    await lab.page.waitForFunction(() => document.querySelector("#poster .summary")?.textContent);
    assert.doesNotMatch(await summary.textContent(), /[`*]/);
    assert.ok(await summary.locator("code").count() > 0);
    assert.equal(await lab.page.evaluate(() => window.lazymmu), undefined);
  } finally { await lab.close(); }
});

// In a sandbox the page has no origin, and WebKit then takes 'self' for nobody.
test("both policies name the server beside 'self', and it cannot be talked into more", async () => {
  const server = await serve(pageFolder);
  const ask = (path, headers = {}) => new Promise((resolve, reject) =>
    http.get(server.url + path, { headers }, response => {
      let text = "";
      response.setEncoding("utf8").on("data", part => { text += part; }).on("end", () =>
        resolve({ text, header: response.headers["content-security-policy"] }));
    }).on("error", reject));
  try {
    const origin = server.url.replace(/\/$/, "");
    const { text, header } = await ask("");
    for (const policy of [header, /content="(default-src[^"]*)"/.exec(text)[1]]) {
      const selves = policy.match(/'self'[^;]*/g);
      assert.ok(selves.length > 4);
      assert.ok(selves.every(s => s.startsWith(`'self' ${origin}`)), policy);
    }
    const odd = await ask("index.html", { host: "x; script-src *" });
    assert.doesNotMatch(odd.header + odd.text, /script-src \*/);
  } finally { await server.close(); }
});
