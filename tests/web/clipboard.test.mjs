// Copying: what was copied is there, and what the browser refused is offered by hand instead.
import assert from "node:assert/strict";
import test from "node:test";
import { open } from "./lib.mjs";

async function withLab(options, body) {
  const lab = await open(options);
  try { await body(lab); assert.deepEqual(lab.errors(), []); } finally { await lab.close(); }
}
const toast = async lab => {
  await lab.page.locator("#toast").waitFor();
  return lab.page.textContent("#toast span");
};
// Above what steps the run, so that one may go on; and it leaves by itself.
for (const [what, context] of Object.entries({
  "a wide screen": {}, "a phone": { hasTouch: true, viewport: { width: 390, height: 844 } },
}))
  test(`a message covers no button of the run on ${what}, and leaves`, () =>
    withLab({ context }, async lab => {
      await lab.page.evaluate(() => window.lazymmu.command("copy link"));
      await toast(lab);
      const box = await lab.page.locator("#toast").boundingBox();
      for (const label of ["Step", "Back", "Play", "Scrub"]) {
        const w = await lab.find(label);
        assert.ok(w.y >= box.y + box.height || w.x >= box.x + box.width || w.x + w.w <= box.x ||
          w.y + w.h <= box.y, `${label} is under it`);
      }
      await lab.page.locator("#toast").waitFor({ state: "detached" });
    }));
const reader = { permissions: ["clipboard-read", "clipboard-write"] };

test("Copy link copies it, and then says so", () => withLab({ context: reader }, async lab => {
  await lab.command("seek 5");
  const link = await lab.page.evaluate(() => window.lazymmu.link());
  await lab.click("Share");
  assert.match(await toast(lab), /link is copied/);
  assert.equal(await lab.page.evaluate(() => navigator.clipboard.readText()), link);
}));

test("the clipboard is asked while the press is remembered, before the link is made", () =>
  withLab({
    prepare: page => page.addInitScript(() => {
      let waited = 0; // turns since the command
      window.ask = command => {
        waited = 0;
        const turn = () => { waited++; setTimeout(turn); };
        setTimeout(turn);
        return window.lazymmu.command(command);
      };
      // Firefox runs this in about:blank too, which is no secure context
      if (!navigator.clipboard) return;
      navigator.clipboard.write = async () => { window.askedAfter ??= waited; };
    }),
  }, async lab => {
    await lab.page.evaluate(() => window.ask("copy link"));
    await toast(lab);
    assert.equal(await lab.page.evaluate(() => window.askedAfter), 0);
  }));

test("where the clipboard is refused nothing is called copied; the text is there to copy", () =>
  withLab({
    prepare: page => page.addInitScript(() => {
      if (!navigator.clipboard) return; // about:blank
      const no = () => Promise.reject(new DOMException("no", "NotAllowedError"));
      navigator.clipboard.write = navigator.clipboard.writeText = no;
      document.execCommand = () => false;
    }),
  }, async lab => {
    const link = await lab.page.evaluate(() => window.lazymmu.link());
    for (const [command, wanted] of [["copy link", text => text === link],
      ["copy csv", text => text.split("\n").length > 5]]) {
      await lab.command(command);
      assert.match(await toast(lab), /did not let this be copied/);
      const field = lab.page.locator("#toast textarea");
      const text = await field.inputValue();
      assert.ok(wanted(text), `${command}: ${text.slice(0, 80)}`);
      assert.equal(await field.evaluate(e => e === document.activeElement &&
        e.selectionEnd - e.selectionStart === e.value.length), true, "one key copies it");
      assert.ok(await field.getAttribute("aria-label"));
      assert.doesNotMatch(JSON.stringify(await lab.state()), /[Cc]opied/);
      await lab.shot("copy-by-hand");
      await lab.page.getByRole("button", { name: "Dismiss", exact: true }).click();
    }
  }));
