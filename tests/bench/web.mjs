// ./lab bench web: how long the page takes to its first frame, beside an empty Dear ImGui window
// that was built with the same flags; what it transfers; what it costs when nothing happens; and
// whether a thousand lines can be stepped at the screen's own pace. Where the processor draws in
// place of a graphics card, it is drawing that decides that pace: what the page itself does in a
// frame is told apart from it.
//   LAZYMMU_PAGE, LAZYMMU_SHELL: the folders of the two builds
import path from "node:path";
import { brotliCompressSync } from "node:zlib";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { launch, pageFolder } from "../web/lib.mjs";
import { serve } from "../../web/serve.mjs";

const RUNS = 5, GOAL = 1.3, BUDGET = 350_000, LINES = 1000;
const shellFolder = process.env.LAZYMMU_SHELL || path.join(pageFolder, "../shell");

const at = (list, part) => [...list].sort((a, b) => a - b)[
  Math.min(Math.floor(list.length * part), list.length - 1)];
const median = list => at(list, 0.5);
const ms = n => `${n.toFixed(0)} ms`;

// The shell is compressed as the page's build does it.
for (const name of readdirSync(shellFolder))
  if (/\.(mjs|wasm|html)$/.test(name))
    writeFileSync(path.join(shellFolder, `${name}.br`),
      brotliCompressSync(readFileSync(path.join(shellFolder, name))));

// From navigation to the first frame, with an empty cache.
async function coldStart(browser, url, framesOf) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 },
    serviceWorkers: "block" });
  const page = await context.newPage(), requests = [];
  page.on("requestfinished", r => requests.push(r));
  await page.addInitScript(source => {
    const frames = new Function(`return (${source})()`);
    const watch = () => {
      if (frames() > 0) window.firstFrame = performance.now();
      else window.requestAnimationFrame(watch);
    };
    const request = window.requestAnimationFrame.bind(window);
    window.callbacks = []; // how long each took, in ms
    window.requestAnimationFrame = use => request(now => {
      const begin = performance.now();
      use(now);
      window.callbacks.push(performance.now() - begin);
    });
    request(watch);
  }, framesOf.toString());
  await page.goto(url);
  await page.waitForFunction(() => window.firstFrame, null, { timeout: 60000 });
  const first = await page.evaluate(() => window.firstFrame);
  const bytes = (await Promise.all(requests.map(r => r.sizes())))
    .reduce((sum, s) => sum + s.responseBodySize + s.responseHeadersSize, 0);
  return { context, page, first, bytes };
}

async function idleCpu(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const task = async () => (await session.send("Performance.getMetrics")).metrics
    .find(m => m.name === "TaskDuration").value;
  await page.evaluate(() => document.activeElement?.blur());
  await page.waitForTimeout(2500);
  const before = await task();
  await page.waitForTimeout(3000);
  return (await task() - before) / 3;
}

// One line for each animation frame: how long each took to come, and what the page did in it.
const stepping = (page, lines) => page.evaluate(async count => {
  const frame = () => new Promise(done => requestAnimationFrame(done));
  const { command } = window.lazymmu;
  await command("open batch-limits");
  await command("home");
  const gaps = [], work = [];
  let last = await frame();
  for (let i = 0; i < count; i++) {
    window.callbacks.length = 0;
    const begin = performance.now();
    if (command("step")) command("home");
    const own = performance.now() - begin, now = await frame();
    work.push(own + window.callbacks.reduce((sum, ms) => sum + ms, 0));
    gaps.push(now - last);
    last = now;
  }
  return { gaps, work };
}, lines);

// The same pace for the empty window, which draws nothing.
const emptyFrames = (page, count) => page.evaluate(async frames => {
  const gaps = [];
  let last = await new Promise(done => requestAnimationFrame(done));
  for (let i = 0; i < frames; i++) {
    window.shell.draw();
    const now = await new Promise(done => requestAnimationFrame(done));
    gaps.push(now - last);
    last = now;
  }
  return gaps;
}, count);

const SCREEN = 1000 / 60;
const row = (what, times) => `  ${what.padEnd(24)}  median ${median(times).toFixed(1)} ms, 99th ` +
  `percentile ${at(times, 0.99).toFixed(1)} ms, longest ${Math.max(...times).toFixed(1)} ms`;

const browser = await launch();
const lab = await serve(pageFolder), shell = await serve(shellFolder);
try {
  const times = { lab: [], shell: [] }, bytes = {};
  let last = null;
  for (let i = 0; i <= RUNS; i++) { // the first pair warms the browser up, and is not counted
    const pair = [["shell", shell.url, () => window.shell?.frames()],
      ["lab", lab.url, () => (window.lazymmu?.readyAt ? window.lazymmu.state().frames : 0)]];
    for (const [name, url, frames] of i % 2 ? pair : pair.reverse()) {
      const run = await coldStart(browser, url, frames);
      if (i) times[name].push(run.first);
      bytes[name] = run.bytes;
      if (name === "lab" && i === RUNS) last = run;
      else await run.context.close();
    }
  }
  const ratio = median(times.lab) / median(times.shell);
  console.log(`first frame, cold cache, median of ${RUNS}
  empty Dear ImGui window   ${ms(median(times.shell))}  (${times.shell.map(ms).join(", ")})
  Lazy MMU Lab              ${ms(median(times.lab))}  (${times.lab.map(ms).join(", ")})
  ratio                     ${ratio.toFixed(2)}, goal ${GOAL}: ${ratio <= GOAL ? "met" : "missed"}
transferred
  empty Dear ImGui window   ${bytes.shell} bytes
  Lazy MMU Lab              ${bytes.lab} bytes, budget ${BUDGET}: ${
    bytes.lab <= BUDGET ? "met" : "missed"}`);
  console.log(`idle                        ${
    (await idleCpu(last.page) * 100).toFixed(2)} % of a CPU`);
  const { gaps, work } = await stepping(last.page, LINES);
  const late = work.filter(time => time > SCREEN).length;
  await last.context.close();
  const empty = await coldStart(browser, shell.url, () => window.shell?.frames());
  console.log(`${LINES} lines, one a frame
${row("the page's own work", work)}: ${late} took longer than ${SCREEN.toFixed(1)} ms
${row("from frame to frame", gaps)}
${row("empty Dear ImGui window", await emptyFrames(empty.page, LINES / 4))}`);
} finally {
  await browser.close();
  await lab.close();
  await shell.close();
}
