// Pages around the program, for the tests of embed*.test.mjs.
import assert from "node:assert/strict";
import { after } from "node:test";
import { fromDriver, launch, pageFolder } from "./lib.mjs";
import { plain } from "./plain.mjs";

let browser = null; // one for all tests of a file
after(async () => (await browser)?.close());

const html = (body, headers = {}) => ({ headers: { "content-type": "text/html", ...headers },
  body: `<!doctype html><meta name="viewport" content="width=device-width, initial-scale=1">
    <body>${body}` });

// A page of one origin (a port) around the program of another, both on plain servers that send no
// header which would allow anything. makeBody(program's address): its contents. context:
// Playwright's; folder: of the host's own files; files: others, by name; headers: of its page;
// lab(name): what the program's server says instead of its file; noisy: errors are looked for.
export async function withPlainHost(makeBody, f, { context = {}, folder = pageFolder, headers = {},
  lab: instead, files = {}, noisy = false } = {}) {
  const lab = await plain(pageFolder, instead);
  const outer = await plain(folder, name => (name === "host.html"
    ? html(makeBody(lab.url), headers) : files[name]));
  browser ??= launch();
  const around = await (await browser).newContext({ viewport: { width: 1000, height: 800 },
    serviceWorkers: "block", ...context }), problems = [];
  around.setDefaultTimeout(120_000); // machines can be slow
  try {
    const page = await around.newPage();
    page.on("pageerror", e => { if (!fromDriver(e.message)) problems.push(e.message); });
    await page.goto(`${outer.url}host.html`);
    await f(page, { lab: lab.url, outer: outer.url });
    if (!noisy) assert.deepEqual(problems, []);
  } finally {
    await around.close();
    await outer.close();
    await lab.close();
  }
}

// The element, with its script as a classic one from where the program is.
export const element = attributes => url => `<script src="${url}embed.js"></script>
  <lazy-mmu-lab ${attributes}></lazy-mmu-lab>`;

// What is told, from now on: window.told = [[name, detail]].
export const listen = page => page.evaluate(() => {
  window.told = [];
  for (const name of ["quiz", "completed", "error", "failed"])
    document.querySelector("lazy-mmu-lab").addEventListener(name, e =>
      window.told.push([name, e.detail]));
});

// Calls f(lab, argument) in the page around, when the program runs.
export const inHost = (page, f, argument) => page.evaluate(async ([text, value]) => {
  const lab = document.querySelector("lazy-mmu-lab");
  await lab.ready;
  return (0, eval)(`(${text})`)(lab, value);
}, [f.toString(), argument]);
