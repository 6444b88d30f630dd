// Opens the built page in a browser (browsers.mjs) and acts on it by widget label.
//   LAZYMMU_PAGE   the folder that the build made (default: build/web/page)
//   LAZYMMU_SHOTS  where screenshots go (default: build/shots/web)
import { mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { borrow, downloads, engine, fromDriver, launch, needs, splitContext } from "./browsers.mjs";
import { serve } from "../../web/serve.mjs";

export { engine, fromDriver, launch, needs };

const top = fileURLToPath(new URL("../..", import.meta.url));
export const pageFolder = process.env.LAZYMMU_PAGE || path.join(top, "build/web/page");
export const shotFolder = process.env.LAZYMMU_SHOTS || path.join(top, "build/shots/web");

// The driver of one page. Close it even when the test fails, else the browser stays.
class Lab {
  constructor(server, borrowed, messages) {
    Object.assign(this, { server, borrowed, messages });
  }

  state() { return this.page.evaluate(() => window.lazymmu.state()); }
  widgets() { return this.page.evaluate(() => window.lazymmu.widgets()); }
  command(line) { return this.page.evaluate(text => window.lazymmu.command(text), line); }

  // Lets n animation frames be drawn.
  frames(n = 3) {
    return this.page.evaluate(count => new Promise(done => {
      const next = () => {
        if (count-- <= 0) { done(); return; }
        window.lazymmu.poke(2);
        requestAnimationFrame(next);
      };
      next();
    }), n);
  }

  async until(what, test, seconds = 30) { // machines can be slow
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const value = await test();
      if (value) return value;
      if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s`);
      await this.frames(1);
    }
  }

  find(label, accept = () => true) {
    return this.until(`a widget called "${label}"`, async () =>
      (await this.widgets()).find(w => w.label === label && w.visible && accept(w)));
  }

  // Where it stays: what scrolls into sight is pressed when it is there.
  async findSteady(label, accept) {
    for (let last = await this.find(label, accept); ;) {
      await this.frames(2);
      const now = await this.find(label, accept);
      if (["x", "y", "w", "h"].every(side => now[side] === last[side])) return now;
      last = now;
    }
  }

  async hover(label, accept) {
    const w = await this.findSteady(label, accept);
    const box = await this.page.locator("#canvas").boundingBox();
    await this.page.mouse.move(box.x + w.x + Math.min(w.w / 2, 12), box.y + w.y + w.h / 2);
    await this.frames(2);
  }

  async click(label, accept) {
    await this.hover(label, accept);
    await this.page.mouse.down();
    await this.frames(2);
    await this.page.mouse.up();
    await this.frames(2);
  }

  async tap(label, accept) {
    const w = await this.findSteady(label, accept);
    const box = await this.page.locator("#canvas").boundingBox();
    await this.page.touchscreen.tap(box.x + w.x + Math.min(w.w / 2, 12), box.y + w.y + w.h / 2);
    await this.frames(2);
  }

  async shot(name) {
    await this.frames(3);
    await this.shotPage(name);
  }

  // Of a page that is not the program itself.
  async shotPage(name) {
    mkdirSync(shotFolder, { recursive: true });
    await this.page.screenshot({ path: path.join(shotFolder, `${name}.png`) });
  }

  // Console errors and exceptions so far.
  errors() { return this.messages.filter(m => m.startsWith("error: ") && !fromDriver(m)); }

  // A file that the reader drops on the page: a text, or bytes.
  drop(name, content) {
    return this.page.evaluate(([file, data, letters]) => {
      const whole = letters ? Uint8Array.from(atob(data), c => c.charCodeAt(0)) : data;
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([whole], file));
      dispatchEvent(new DragEvent("drop", { dataTransfer, cancelable: true }));
    }, typeof content === "string" ? [name, content, false]
      : [name, Buffer.from(content).toString("base64"), true]);
  }

  // The name and the bytes of what a command saves.
  async saved(line) {
    if (engine === "firefox") return this.savedInFolder(line);
    const [download] = await Promise.all([this.page.waitForEvent("download"), this.command(line)]);
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  }

  async savedInFolder(line) {
    for (const old of readdirSync(downloads)) rmSync(path.join(downloads, old));
    await this.command(line);
    const name = await this.until(`a file from "${line}"`, () => {
      const names = readdirSync(downloads);
      return names.length === 1 && !names[0].endsWith(".part") && names[0];
    });
    const file = path.join(downloads, name);
    return { name, bytes: await this.until("its bytes", () => {
      const bytes = readFileSync(file);
      return bytes.length > 0 && bytes;
    }) };
  }

  // Back and Forward as the reader presses them. Playwright's own wait for a page to load.
  back() { return this.page.evaluate(() => history.back()); }
  forward() { return this.page.evaluate(() => history.forward()); }

  // How many colours the page shows: a blank one has one or two.
  async colours() {
    await this.frames(3);
    const png = (await this.page.screenshot()).toString("base64");
    return this.page.evaluate(async text => {
      const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
      const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      const copy = new OffscreenCanvas(image.width, image.height).getContext("2d");
      copy.drawImage(image, 0, 0);
      const pixels = copy.getImageData(0, 0, image.width, image.height).data.buffer;
      return new Set(new Uint32Array(pixels)).size;
    }, png);
  }

  async close() {
    await this.context?.close();
    this.borrowed.giveBack();
    await this.server.close();
  }
}

// Options: query ("?lesson=..."), file, context (Playwright's), args (the browser's), folder,
// ready (false: do not wait for the program).
export async function open({ query = "", file = "", context = {}, args = [], folder = pageFolder,
  ready = true, prepare } = {}) {
  const server = await serve(folder);
  const { media, context: own } = splitContext(context);
  const borrowed = await borrow(args, media);
  const messages = [];
  const lab = new Lab(server, borrowed, messages);
  try {
    lab.context = await borrowed.browser.newContext(
      { viewport: { width: 1280, height: 800 }, serviceWorkers: "block", ...own });
    lab.page = await lab.context.newPage();
    lab.page.setDefaultTimeout(120_000); // machines can be slow
    lab.page.on("console", m => messages.push(`${m.type()}: ${m.text()}`));
    lab.page.on("pageerror", e => messages.push(`error: ${e.message}`));
    if (prepare) await prepare(lab.page);
    await lab.page.goto(server.url + file + query);
    if (ready) {
      await lab.page.waitForFunction(() => window.lazymmu?.readyAt, null, { timeout: 60000 });
      await lab.widgets(); // collected from the first question on
      await lab.frames(3);
    }
  } catch (error) {
    await lab.close();
    error.message += `\n${messages.join("\n")}`;
    throw error;
  }
  return lab;
}
