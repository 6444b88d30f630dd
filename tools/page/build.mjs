// Completes the page after the module was linked: bundles and shrinks the page's own modules (with
// esbuild, where there is one), fills in index.html, and lays compressed copies beside the files.
//   node tools/page/build.mjs --page FOLDER --linked FOLDER --web web --stamp FILE
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync }
  from "node:fs";
import path from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { bundler } from "./bundle.mjs";
import { drawIcons } from "./icons.mjs";
import { makeSingle } from "./single.mjs";
import { splitModule } from "./split.mjs";

const option = name => process.argv[process.argv.indexOf(`--${name}`) + 1];
const page = path.resolve(option("page")), web = path.resolve(option("web"));
const linked = path.resolve(option("linked"));
const staged = path.join(page, "../modules"); // the modules in one place, as their imports say
const bundle = bundler();

const to = name => path.join(page, name);
const read = file => readFileSync(file, "utf8");

// Every file below a folder, as paths with "/".
export function filesBelow(folder, prefix = "") {
  return readdirSync(path.join(folder, prefix), { withFileTypes: true }).flatMap(entry =>
    entry.isDirectory() ? filesBelow(folder, `${prefix}${entry.name}/`) : [prefix + entry.name]);
}

// The page's own files by name: what lies in folders by theme is built into one.
const sources = new Map();
for (const file of [...filesBelow(web, "page/"), ...filesBelow(web, "text_view/")]) {
  const name = path.basename(file);
  if (sources.has(name)) throw new Error(`web/ has two files ${name}`);
  sources.set(name, path.join(web, file));
}
const from = name => sources.get(name);
const named = pattern => [...sources.keys()].filter(name => pattern.test(name)).sort();

// A module for that one folder; the engine stays in its own.
const flat = text => text.replace(/(?<= from "\.)[./\w]*\/(?=[\w]+\.mjs")/g,
  folders => (folders.endsWith("/engine/") ? "/engine/" : "/"));

// "@NAME@" is filled in.
const fill = (text, values) => text.replace(/@([A-Z_]+)@/g, (all, name) => values[name] ?? all);

// The course's first lesson, which a start without a wish shows.
function firstLesson() {
  const course = JSON.parse(read(path.join(web, "../lessons/course.json")));
  const flat = list => list.flatMap(e => (typeof e === "string" ? [e] : flat(e.lessons)));
  return JSON.parse(read(path.join(web, "../lessons", flat(course.lessons)[0]))).id;
}

// embed.mjs as a script that is no module: a browser asks no server for leave to run that.
const asClassic = text => `(() => {\n${text.replace("import.meta.url", "document.currentScript.src")
  .replace(/^export .*$/gm, "")}})();\n`;

// A module that page.mjs needs comes in one file with it; without esbuild each stays its own.
// Returns the names of those that page.mjs fetches.
function copyModules() {
  const modules = named(/\.mjs$/);
  writeFileSync(path.join(staged, "embed.js"), asClassic(read(from("embed.mjs"))));
  const alone = ["loader.mjs", "page.mjs", "explore_worker.mjs", "embed.mjs"];
  cpSync(from("guard.js"), to("guard.js"));
  const others = modules.filter(n => !alone.includes(n));
  for (const name of modules) writeFileSync(path.join(staged, name), flat(read(from(name))));
  cpSync(path.join(linked, "lab.mjs"), path.join(staged, "lab.mjs"));
  for (const name of others) rmSync(to(name), { force: true });
  if (!bundle) {
    for (const name of modules) cpSync(path.join(staged, name), to(name));
    cpSync(path.join(staged, "embed.js"), to("embed.js"));
    cpSync(path.join(linked, "lab.mjs"), to("lab.mjs"));
    return [...others, "lab.mjs"];
  }
  for (const name of alone)
    bundle({ entry: path.join(staged, name), out: to(name),
      external: ["./engine/engine.mjs", "./loader.mjs"] });
  bundle({ entry: path.join(staged, "embed.js"), out: to("embed.js"), format: "iife" });
  return [];
}

// A text changes with any file's content, so that caches know a new version.
function versionOf(files) {
  const hash = createHash("sha256");
  for (const name of files) hash.update(name).update(readFileSync(to(name)));
  return hash.digest("hex").slice(0, 16);
}

const compressible = /\.(html|m?js|css|json|svg|wasm|webmanifest)$/;

function compress(name) {
  const bytes = readFileSync(to(name));
  const brotli = brotliCompressSync(bytes, { params: {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_LGWIN]: 24,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  } });
  writeFileSync(to(`${name}.br`), brotli);
  writeFileSync(to(`${name}.gz`), gzipSync(bytes, { level: 9 }));
}

mkdirSync(staged, { recursive: true });
for (const name of filesBelow(page)) if (/\.(br|gz)$/.test(name)) rmSync(to(name));
const separate = copyModules();
splitModule({ linked, lessons: path.join(web, "../lessons"), first: to("lab.wasm"),
  later: to("lab.later.wasm") });
const first = firstLesson();
const values = {
  WASM_BYTES: String(statSync(to("lab.wasm")).size),
  FIRST_LESSON: first,
  PRELOADS: separate.map(n => `<link rel="modulepreload" href="${n}">\n`).join(""),
};
// The text view's styles keep the address that they have always had.
const builtAs = name => (name === "text_view.css" ? "mirror.css" : name);
for (const name of named(/\.(html|css|svg|webmanifest)$/))
  writeFileSync(to(builtAs(name)), fill(read(from(name)), values));
const examples = path.join(web, "examples");
if (existsSync(examples)) cpSync(examples, to("examples"), { recursive: true });
drawIcons(page);
// the worker of the service that keeps the page for later knows every file, by its content
const kept = filesBelow(page).filter(n =>
  !/^(single|examples)\//.test(n) && !/^(sw\.js|embed\.m?js)$/.test(n) &&
  !/(\.d\.ts|README\.md|package\.json)$/.test(n)).sort();
const list = Object.fromEntries(kept.map(n =>
  [n, createHash("sha256").update(readFileSync(to(n))).digest("hex").slice(0, 16)]));
writeFileSync(to("sw.js"), fill(read(from("sw.js")),
  { VERSION: versionOf(kept), FILES: JSON.stringify(list) }));
mkdirSync(to("single"), { recursive: true });
makeSingle({ page, staged, bundle, out: to("single/lazy-mmu-lab.html") });
for (const name of filesBelow(page)) if (compressible.test(name)) compress(name);
writeFileSync(option("stamp"), `${values.WASM_BYTES}\n`);
