// Where a policy, a server or a sandbox does not let the program start, that is said in words, with
// a way to a tab of its own; and whoever waits for it is told.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { element, listen, withPlainHost } from "./embed_host.mjs";
import { pageFolder } from "./lib.mjs";

const file = (name, headers) => asked => (asked === name
  ? { body: readFileSync(path.join(pageFolder, name)), headers } : undefined);
const page = headers => file("index.html", { "content-type": "text/html", ...headers });
const policy = text => page({ "content-security-policy": text });
const ROUND = "default-src * data: blob: 'unsafe-inline'";

// What is said, where, and whether run() is refused with the same.
const cases = [
  ["the page around allows no frame", "note", /frame-src needs http:\/\/127\.0\.0\.1:\d+\./, true,
    { headers: { "content-security-policy": `${ROUND}; frame-src 'none'` } }],
  ["the program's server allows no frame", "note", /does not start in this frame/, false,
    { lab: page({ "x-frame-options": "DENY" }) }],
  ["no script may run in it", "note", /does not start in this frame/, false,
    { lab: policy("script-src 'none'") }],
  ["WebAssembly is forbidden", "frame", /cannot start here\. .*script-src needs 'wasm-unsafe-eval'/,
    true, { lab: policy(`${ROUND}; script-src 'self'`) }],
  ["it may fetch nothing", "frame", /cannot start here\. .*connect-src needs 'self'/, true,
    { lab: policy(`${ROUND} 'wasm-unsafe-eval'; connect-src 'none'`) }],
  ["a sandbox, and a server without CORS", "frame", /sandbox.*Access-Control-Allow-Origin: \*/,
    false, { attributes: "sandbox" }],
  ["modules of a wrong type", "frame", /page\.mjs, or gives it as another type/, false,
    { lab: file("page.mjs", { "content-type": "text/plain" }) }],
  ["a file that is missing", "frame", /lab\.wasm: 404/, true,
    { lab: name => (name === "lab.wasm" ? { status: 404 } : undefined) }],
];

for (const [what, where, says, refused, { attributes = "", ...options }] of cases)
  test(`${what}: it is said`, () => withPlainHost(
    url => element(`lesson="two-counters" eager ${attributes}`)(url), async host => {
      await listen(host);
      await host.evaluate(() => {
        document.querySelector("lazy-mmu-lab").run()
          .then(() => "", error => { window.refusal = error.message; });
      });
      const said = where === "note" ? host.locator("lazy-mmu-lab #note")
        : host.frameLocator("lazy-mmu-lab iframe").locator("#loading.failed #message");
      await said.filter({ hasText: says }).waitFor();
      const link = said.locator("a", { hasText: "Open it in a tab of its own" });
      assert.match(await link.getAttribute("href"), /index\.html\?lesson=two-counters$/);
      if (refused) await host.waitForFunction(() => window.refusal);
      if (refused) assert.match(await host.evaluate(() => window.refusal), says);
    }, { noisy: true, ...options }));

test("where the element's script is refused, what is inside of it is shown", () => withPlainHost(
  url => `<script src="${url}embed.js"></script><lazy-mmu-lab lesson="two-counters">
    <a href="${url}index.html?lesson=two-counters">The lesson in a tab of its own</a>
    </lazy-mmu-lab>`,
  async host => {
    await host.locator("lazy-mmu-lab a").waitFor();
    assert.equal(await host.evaluate(() => customElements.get("lazy-mmu-lab")), undefined);
  }, { noisy: true, headers: { "content-security-policy": "script-src 'self'" } }));
