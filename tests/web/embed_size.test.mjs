// The element in pages of every width: nothing is wider than the page, and what a reader presses
// is inside.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { element, inHost, withPlainHost } from "./embed_host.mjs";
import { shotFolder } from "./lib.mjs";

const around = url => `<style>body { margin: 0 auto; max-width: 60rem; padding: 12px; }
  .column { padding: 0 8px; } lazy-mmu-lab { margin: 12px 4px; }</style>
  <p>Before.</p><div class="column">${element('lesson="two-counters"')(url)}</div><p>After.</p>`;

const inside = (page, selector) => page.frames()[1].evaluate(what =>
  [...document.querySelectorAll(what)].filter(e => !e.hidden && e.getClientRects().length)
    .map(e => [e.id || e.className, e.getBoundingClientRect()])
    .filter(([, box]) => box.left < 0 || box.top < 0 || box.right > innerWidth + 0.5 ||
      box.bottom > innerHeight + 0.5).map(([name]) => name), selector);

const sizes = [[320, 568], [390, 844], [844, 390], [820, 1180], [960, 600], [1280, 800]];
for (const [width, height] of sizes)
  for (const colorScheme of ["dark", "light"])
    test(`${width}x${height}, ${colorScheme}`, () => withPlainHost(around, async page => {
      const shoot = name => page.screenshot({ path: path.join(shotFolder,
        `embed-${width}x${height}-${colorScheme}-${name}.png`) });
      mkdirSync(shotFolder, { recursive: true });
      const fits = async () => {
        const box = await page.evaluate(() => {
          const { left, right } = document.querySelector("lazy-mmu-lab").shadowRoot
            .querySelector("iframe").getBoundingClientRect();
          return { left, right, page: document.documentElement.scrollWidth, room: innerWidth };
        });
        assert.ok(box.left >= 0 && box.right <= box.room, JSON.stringify(box));
        assert.equal(box.page, box.room, "no sideways scroll");
      };
      await page.locator("lazy-mmu-lab").scrollIntoViewIfNeeded();
      await page.frameLocator("iframe").locator("#poster .summary").filter({ hasText: /\w/ })
        .waitFor();
      await fits();
      assert.deepEqual(await inside(page, "#poster *, #bar *"), []);
      await shoot("poster");
      await page.evaluate(() => document.querySelector("lazy-mmu-lab").run());
      let state = {};
      for (let i = 0; i < 12 && !state.quiz; i++)
        state = await inHost(page, lab => lab.step({ by: "lesson" }));
      assert.equal(state.quiz.standing, "open");
      await page.frames()[1].waitForFunction(() => !document.getElementById("arch").hidden);
      await fits();
      assert.deepEqual(await inside(page, "#bar *:not(option), #stage canvas"), []);
      await shoot("question");
    }, { context: { viewport: { width, height }, colorScheme, hasTouch: width < 900,
      isMobile: width < 900 } }));
