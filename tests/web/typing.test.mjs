// Typing into a drawn text field through the real one that lies over it: input methods, inserted
// text, selection, the clipboard both ways, undo; and keys and the wheel in a page that scrolls.
import assert from "node:assert/strict";
import http from "node:http";
import test from "node:test";
import { needs, open } from "./lib.mjs";

async function withLab(options, body) {
  const lab = await open(options);
  try { await body(lab); assert.deepEqual(lab.errors(), []); } finally { await lab.close(); }
}

// The palette's field is one that every page has.
async function inPalette(lab) {
  await lab.page.focus("#ime");
  await lab.command("palette");
  await lab.until("a text field", async () => (await lab.state()).wants_text);
  await lab.until("the real one", () =>
    lab.page.evaluate(() => document.getElementById("ime").classList.contains("over")));
}
const drawn = async lab => { await lab.frames(4); return (await lab.state()).query; };
const real = lab => lab.page.evaluate(() => {
  const { value, selectionStart, selectionEnd } = document.getElementById("ime");
  return { value, selected: value.slice(selectionStart, selectionEnd) };
});

for (const scale of [1, 1.5, 2, 3]) {
  test(`at scale ${scale} the real field lies over the drawn one`, () =>
    withLab({ context: { deviceScaleFactor: scale } }, async lab => {
      await inPalette(lab);
      const field = await lab.find("", w => w.raw === "##Query");
      const box = await lab.page.locator("#ime").boundingBox();
      assert.ok(Math.abs(box.x - field.x) < 2 && Math.abs(box.y - field.y) < 2);
    }));

  test(`at scale ${scale} what is composed is seen`, needs("input method"), () =>
    withLab({ context: { deviceScaleFactor: scale } }, async lab => {
      await inPalette(lab);
      const cdp = await lab.context.newCDPSession(lab.page);
      await cdp.send("Input.imeSetComposition",
        { text: "に", selectionStart: 1, selectionEnd: 1 });
      assert.equal(await lab.page.evaluate(() =>
        getComputedStyle(document.getElementById("ime")).opacity), "1");
      await cdp.send("Input.insertText", { text: "日" });
      assert.equal(await drawn(lab), "日");
    }));
}

test("an input method composes, changes its mind, and commits", needs("input method"), () =>
  withLab({}, async lab => {
    await inPalette(lab);
    const cdp = await lab.context.newCDPSession(lab.page);
    await lab.page.keyboard.type("step over");
    // a dead key or an emoji panel inserts without a key
    await cdp.send("Input.insertText", { text: " é€" });
    assert.equal(await drawn(lab), "step over é€");
    for (const text of ["に", "にほ", "日本"])
      await cdp.send("Input.imeSetComposition",
        { text, selectionStart: text.length, selectionEnd: text.length });
    assert.equal(await drawn(lab), "step over é€");
    await cdp.send("Input.insertText", { text: "日本" });
    assert.equal(await drawn(lab), "step over é€日本");
    await lab.page.keyboard.press("Backspace");
    assert.equal(await drawn(lab), "step over é€日");
  }));

// Letters, and after them some that no key has, as a dead key inserts them.
async function typeText(lab) {
  await lab.page.keyboard.type("step over");
  assert.equal(await drawn(lab), "step over");
  await lab.page.evaluate(() => document.execCommand("insertText", false, " é€日本"));
  assert.equal(await drawn(lab), "step over é€日本");
}

test("typing, selecting, undo and the clipboard both ways", () =>
  withLab({ context: { permissions: ["clipboard-read", "clipboard-write"] } }, async lab => {
    await inPalette(lab);
    const { page } = lab;
    await typeText(lab);
    // keys move the drawn caret, and the real one follows
    await page.keyboard.press("Home");
    await page.keyboard.press("Shift+ArrowRight");
    await page.keyboard.press("Shift+ArrowRight");
    await lab.frames(4);
    assert.equal((await real(lab)).selected, "st");
    await page.keyboard.press("Control+c");
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "st");
    await page.keyboard.press("Control+x");
    assert.equal(await drawn(lab), "ep over é€日本");
    await page.keyboard.press("End");
    await page.keyboard.press("Backspace");
    await page.keyboard.press("Control+v");
    assert.equal(await drawn(lab), "ep over é€日st");
    // selected by the browser, as a phone's handles do it
    await page.evaluate(() => document.getElementById("ime").setSelectionRange(0, 8));
    await page.keyboard.type("X");
    assert.equal(await drawn(lab), "Xé€日st");
    await page.keyboard.press("Control+a");
    await lab.frames(4);
    assert.equal((await real(lab)).selected, (await real(lab)).value);
    await page.keyboard.press("Delete");
    assert.equal(await drawn(lab), "");
    await page.keyboard.press("Control+z");
    assert.notEqual(await drawn(lab), "");
    await page.keyboard.press("Escape");
    await lab.until("it is gone", async () => !(await lab.state()).wants_text);
    assert.deepEqual(await real(lab), { value: "", selected: "" });
  }));

for (const key of ["Enter", "NumpadEnter"])
  test(`a number is typed into a question's field, and answered with ${key}`,
    key === "Enter" ? {} : needs("keypad"),
    () => withLab({ query: "?lesson=batch-limits" }, async lab => {
      const asked = async () => (await lab.state()).quiz?.options.length === 0; // a number, that is
      for (let i = 0; i < 20 && !(await asked()); i++) await lab.command("step lesson");
      assert.ok(await asked(), "no question of the lesson asks for a number");
      await lab.click("", w => w.raw === "##Number");
      await lab.page.keyboard.press("Control+a");
      await lab.page.keyboard.type("12345");
      await lab.frames(4);
      assert.equal((await real(lab)).value, "12345");
      await lab.page.keyboard.press(key);
      const { quiz } = await lab.until("an answer", async () => {
        const s = await lab.state();
        return s.quiz.tries && s;
      });
      assert.match(quiz.reply, /12345/);
    }));

test("in a page that scrolls, keys and the wheel are the page's until the program has the focus",
  () => withLab({ query: "?lesson=nested-sections" }, async lab => {
    const server = http.createServer((_, response) => {
      response.writeHead(200, { "content-type": "text/html" }).end(
        `<body style="height: 3000px; margin: 0"><h1>Host</h1><iframe id="lab" title="lab"
          width="900" height="500" src="${lab.server.url}?lesson=nested-sections"></iframe>`);
    });
    await new Promise(done => server.listen(0, "127.0.0.1", done));
    try {
      await lab.page.goto(`http://127.0.0.1:${server.address().port}/`);
      const frame = await (await lab.page.waitForSelector("#lab")).contentFrame();
      await frame.waitForFunction(() => window.lazymmu?.readyAt);
      const step = () => frame.evaluate(() => window.lazymmu.state().step);
      const settle = () => frame.evaluate(() => new Promise(done => {
        window.lazymmu.poke(2);
        requestAnimationFrame(() => requestAnimationFrame(done));
      }));
      await frame.evaluate(() => window.lazymmu.command("home"));
      await lab.page.mouse.move(450, 300);
      await lab.page.mouse.wheel(0, 120);
      await lab.page.waitForFunction(() => scrollY > 0);
      await lab.page.keyboard.press("ArrowRight");
      await settle();
      assert.equal(await step(), 0);
      await lab.page.evaluate(() => scrollTo(0, 0));
      await lab.page.mouse.move(450, 300);
      await frame.evaluate(() => document.getElementById("ime").focus());
      await lab.page.mouse.wheel(0, 120);
      await lab.page.keyboard.press("ArrowRight");
      await settle();
      await settle();
      assert.equal(await step(), 1);
      assert.equal(await lab.page.evaluate(() => scrollY), 0);
    } finally { server.closeAllConnections(); server.close(); }
  }));
