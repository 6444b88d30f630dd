// Keys that mean nothing to the program reach the page around: a deck of slides goes on.
import assert from "node:assert/strict";
import test from "node:test";
import { element, inHost, withPlainHost } from "./embed_host.mjs";

// A deck, as reveal.js listens: on the document, by keyCode, and it prevents the default.
const deck = url => `${element('lesson="two-counters"')(url)}<script>
  window.turned = [];
  document.addEventListener("keydown", event => {
    if (![33, 34, 37, 39].includes(event.keyCode)) return;
    event.preventDefault();
    turned.push(event.key);
  });</script>`;

const turned = (page, keys) => page.waitForFunction(wanted => window.turned.join() === wanted,
  keys.join());
const focusFrame = async page => {
  const frame = page.frames()[1];
  await frame.evaluate(() => document.getElementById("ime").focus());
  await frame.waitForFunction(() => document.hasFocus() && document.activeElement.id === "ime");
};
const stepIs = (page, n) => page.waitForFunction(async wanted =>
  (await document.querySelector("lazy-mmu-lab").query()).position === wanted, n);

test("a deck of slides turns its page from within the frame", () => withPlainHost(deck,
  async page => {
    await page.frames()[1].locator("#poster").focus();
    await page.keyboard.press("PageDown");
    await turned(page, ["PageDown"]);
    assert.equal(await page.evaluate(() => document.activeElement), await page.evaluate(() =>
      document.body), "the page has the focus now");
    await page.evaluate(() => document.querySelector("lazy-mmu-lab").run());
    const { length } = await inHost(page, lab => lab.seek({ position: 0 }));
    for (const [key, position] of [["PageUp", 0], ["PageDown", 0], ["ArrowLeft", 0],
      ["ArrowRight", length]]) {
      await inHost(page, (lab, at) => lab.seek({ position: at }), position);
      await page.evaluate(() => { window.turned = []; });
      await focusFrame(page);
      await page.keyboard.press(key);
      await turned(page, [key]);
      await stepIs(page, position);
    }
    // what means something is the program's own
    await inHost(page, lab => lab.seek({ position: 0 }));
    await page.evaluate(() => { window.turned = []; });
    await focusFrame(page);
    await page.keyboard.press("ArrowRight");
    await stepIs(page, 1);
    await page.keyboard.press("ArrowLeft");
    await stepIs(page, 0);
    await page.keyboard.press("Control+k"); // text is typed into the list of commands
    await page.frames()[1].waitForFunction(() => window.lazymmu.state().palette_shown);
    await page.frames()[1].waitForFunction(() => window.lazymmu.module._web_wants() & 1);
    await page.keyboard.press("PageDown");
    await page.keyboard.press("Escape");
    await page.frames()[1].waitForFunction(() => !window.lazymmu.state().palette_shown);
    await turned(page, []);
  }));

test("where nobody takes it, PageDown scrolls the page around", () => withPlainHost(
  url => `${element('lesson="two-counters" run')(url)}<div style="height:5000px"></div>`,
  async page => {
    await inHost(page, lab => lab.query());
    await focusFrame(page);
    await page.keyboard.press("PageDown");
    await page.waitForFunction(() => scrollY > innerHeight / 2);
    await page.keyboard.press("PageUp");
    await page.waitForFunction(() => scrollY === 0);
  }));
