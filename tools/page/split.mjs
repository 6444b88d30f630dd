// The module in two parts: one that a page begins with, which plays lessons, and a later one with
// all the rest, which web/page/fetch/later.mjs fetches when it is first needed. Binaryen's
// wasm-split cuts it: a function that runs while lessons are played (playthrough.mjs) stays in the
// first part. It comes with Emscripten; without it the module stays whole.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const FEATURES = ["--enable-bulk-memory", "--enable-nontrapping-float-to-int", "--enable-sign-ext",
  "--enable-mutable-globals"];

function installed(program) {
  try {
    execFileSync(program, ["--help"], { stdio: "ignore" });
    return true;
  } catch { return false; }
}

// linked: the folder with lab.mjs and lab.wasm as Emscripten made them, with its functions' names.
// Returns whether there is a later part.
export function splitModule({ linked, lessons, first, later }) {
  const whole = path.join(linked, "lab.wasm");
  rmSync(later, { force: true });
  if (!installed("wasm-split")) {
    copyFileSync(whole, first);
    return false;
  }
  const folder = mkdtempSync(path.join(os.tmpdir(), "split-"));
  const counting = path.join(folder, "counting.wasm"), profile = path.join(folder, "profile");
  const run = (program, ...words) => execFileSync(program, words, { stdio: "inherit" });
  const playthrough = fileURLToPath(new URL("playthrough.mjs", import.meta.url));
  try {
    run("wasm-split", "--instrument", whole, "-o", counting, ...FEATURES);
    run(process.execPath, playthrough, path.join(linked, "lab.mjs"), counting, lessons, profile);
    run("wasm-split", whole, `--profile=${profile}`, "-o1", first, "-o2", later,
      "--export-prefix=%", ...FEATURES);
  } finally { rmSync(folder, { recursive: true }); }
  return true;
}
