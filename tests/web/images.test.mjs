// Images in narrations: fetched from beside their lesson when they are shown, drawn, and read by a
// screen reader; words stand for those that cannot be had.
import assert from "node:assert/strict";
import test from "node:test";
import { deflateSync } from "node:zlib";
import { open } from "./lib.mjs";

const MAGENTA = [255, 0, 255];

// RGB, one colour. `width` and `height` may lie: the pixels are few.
function png(width, height, rows = height, row = width) {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]), out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc(body), body.length + 4);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2], 8);
  const line = [0, ...Array(row).fill(MAGENTA).flat()];
  const pixels = Buffer.from(Array(rows).fill(line).flat());
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", head),
    chunk("IDAT", deflateSync(pixels)), chunk("IEND", Buffer.alloc(0))]);
}

function crc(bytes) {
  let c = ~0;
  for (const byte of bytes) {
    c ^= byte;
    for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  }
  return ~c >>> 0;
}

const lesson = narration => JSON.stringify({ format_version: 1, id: "t", title: "T", summary: "S",
  minutes: 1, machine: { arch: "x86" }, steps: [{ narration: "No image." }, { narration }] });

// The course /mine/ with these files and one lesson; `asked`: what is fetched from there.
async function openCourse(narration, files, asked = []) {
  const all = { "course.json": JSON.stringify({ format_version: 1, title: "C",
    lessons: ["sub/t.json"] }), "sub/t.json": lesson(narration), ...files };
  return open({ query: "?course=mine", prepare: async page => {
    page.on("request", r => asked.push(r.url()));
    await page.route("**/mine/**", route => {
      const body = all[new URL(route.request().url()).pathname.replace("/mine/", "")];
      return body ? route.fulfill({ body }) : route.fulfill({ status: 404 });
    });
  } });
}

async function settled(lab) {
  await lab.page.waitForFunction(() => {
    const { images } = window.lazymmu.state();
    return images.length && images.every(i => i.state !== "loading");
  }, null, { timeout: 60000 });
  await lab.frames(4);
  return (await lab.state()).images;
}

// How many pixels of the page have the colour of the image.
async function coloured(lab) {
  const bytes = [...await lab.page.screenshot()];
  return lab.page.evaluate(async ([shot, [r, g, b]]) => {
    const bitmap = await createImageBitmap(new Blob([new Uint8Array(shot)]));
    const canvas = document.createElement("canvas");
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
    const context = canvas.getContext("2d");
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let n = 0;
    for (let i = 0; i < data.length; i += 4)
      n += data[i] === r && data[i + 1] === g && data[i + 2] === b;
    return n;
  }, [bytes, MAGENTA]);
}

test("an image is fetched when it is shown, drawn, and in the text view", async () => {
  const asked = [];
  const lab = await openCourse("![A pink box](pictures/box.png)",
    { "sub/pictures/box.png": png(120, 80) }, asked);
  try {
    const fetches = () => asked.filter(url => url.endsWith("box.png")).length;
    assert.equal(fetches(), 0);
    await lab.command("lesson step 1");
    const [image] = await settled(lab);
    assert.deepEqual([image.state, image.width, image.height], ["shown", 120, 80]);
    assert.ok(fetches() > 0);
    const pixels = await coloured(lab);
    assert.ok(pixels > 118 * 78 * 0.9 && pixels <= 120 * 80, `${pixels} pixels`);
    // a lost WebGL context takes the texture with it
    await lab.page.evaluate(() => window.lazymmu.sleep(true));
    await lab.until("no context", () => lab.page.evaluate(() =>
      !window.lazymmu.module._web_draws()));
    await lab.page.evaluate(() => window.lazymmu.sleep(false));
    await lab.until("it is drawn again", async () => await coloured(lab) === pixels);
    await lab.page.evaluate(() => window.lazymmu.textView.show(true));
    const seen = lab.page.locator("#text img");
    assert.equal(await seen.getAttribute("alt"), "A pink box");
    assert.match(await seen.getAttribute("src"), /\/mine\/sub\/pictures\/box\.png$/);
    await seen.scrollIntoViewIfNeeded();
    await lab.page.waitForFunction(() => document.querySelector("#text img").naturalWidth === 120);
    await lab.page.evaluate(() => window.lazymmu.textView.show(false));
    await lab.command("lesson step 0");
    await lab.frames(4);
    assert.deepEqual((await lab.state()).images, []);
    assert.equal(await coloured(lab), 0);
  } finally { await lab.close(); }
});

test("words stand for what is missing, damaged, too large or elsewhere", async () => {
  const asked = [], large = Buffer.concat([png(2, 2), Buffer.alloc(600 << 10)]);
  const narration = ["none", "text", "cut", "huge", "large", "../../lab"]
    .map(name => `![The ${name}](${name}.png)`).join("\n");
  const lab = await openCourse(`${narration}\n![Out](https://example.org/out.png)`,
    { "sub/text.png": "no picture", "sub/cut.png": png(4, 4).subarray(0, 60),
      "sub/huge.png": png(60000, 60000, 1, 1), "sub/large.png": large }, asked);
  try {
    await lab.command("lesson step 1");
    const images = await settled(lab);
    assert.deepEqual(images.map(i => i.state), Array(7).fill("missing"));
    for (const [i, says] of [/404/, /no PNG/, /damaged/, /60000 x 60000/, /512 KiB/, /own folder/,
      /letters/].entries())
      assert.match(images[i].problem, says);
    assert.ok(!asked.some(url => /lab\.png|example\.org/.test(url)), asked.join("\n"));
    const { step } = await lab.page.evaluate(() => window.lazymmu.textView.content());
    assert.deepEqual(step.images.at(-1),
      { path: "https://example.org/out.png", alt: "Out", src: "" });
    const text = await lab.page.locator("#text").textContent();
    assert.match(text, /\[image: Out\]/);
    assert.equal(await lab.page.locator('#text img[alt="The none"]').count(), 1);
    assert.equal((await lab.state()).error, "");
  } finally { await lab.close(); }
});
