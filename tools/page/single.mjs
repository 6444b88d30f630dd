// The page as one file that also opens from a disk, where browsers fetch nothing: the program, its
// lessons, and the engine of the search are inside. It has its own Content-Security-Policy, which
// lets exactly these scripts run.
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const asText = file => readFileSync(file, "utf8");
// "</script" would end the element.
const inScript = text => text.replace(/<\/(script)/gi, "<\\/$1").replaceAll("<!--", "<\\!--");

export function makeSingle({ page, staged, bundle, out }) {
  if (!bundle) return; // several modules do not go into one element
  const folder = mkdtempSync(path.join(os.tmpdir(), "single-"));
  const script = path.join(folder, "single.js");
  bundle({ entry: path.join(staged, "page.mjs"), out: script, format: "esm" });
  const code = inScript(asText(script));
  rmSync(folder, { recursive: true });
  const lessons = {};
  for (const name of readdirSync(path.join(page, "lessons")))
    if (name.endsWith(".json"))
      lessons[name.slice(0, -5)] = asText(path.join(page, "lessons", name));
  const json = JSON.stringify(lessons).replaceAll("<", "\\u003c");
  const module = (id, name) => {
    const file = path.join(page, name);
    if (!existsSync(file)) return "";
    return `<script type="text/plain" id="${id}">${readFileSync(file, "base64")}</script>\n`;
  };
  const css = readdirSync(page).filter(n => n.endsWith(".css")).sort().reverse()
    .map(n => asText(path.join(page, n))).join("\n");
  const hash = text => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const policy = `default-src 'none'; script-src ${hash(code)} 'wasm-unsafe-eval'; ` +
    `style-src ${hash(css)}; img-src data: blob:; base-uri 'none'; form-action 'none'`;
  const html = asText(path.join(page, "index.html"))
    .replace(/<script (defer src="guard.js"|type="module" src="loader.mjs")><\/script>\n/g, "")
    .replace(/<link rel="(modulepreload|stylesheet|manifest|icon|apple-touch-icon)"[^>]*>\n/g, "")
    .replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/,
      () => `<meta http-equiv="Content-Security-Policy" content="${policy}">`)
    .replace("</head>", () => `<style>${css}</style>\n</head>`)
    .replace(/<script type="module" src="page.mjs"><\/script>/, () =>
      `<script type="application/json" id="lessons">${json}</script>\n` +
      module("wasm", "lab.wasm") + module("wasm-later", "lab.later.wasm") +
      `<script type="module">${code}</script>`);
  writeFileSync(out, html);
}
