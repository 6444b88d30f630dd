// Asks the command-line program, to compare it with the page.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const top = fileURLToPath(new URL("../..", import.meta.url));
export const build = process.env.LAZYMMU_BUILD || path.join(top, "build/native");

// The digest after so many lines of a lesson; { arch, kernel } as the program knows them.
export function cliDigest(lesson, steps, { arch, kernel }) {
  const out = execFileSync(path.join(build, "lazymmu"), ["run", path.join(top, "lessons", lesson),
    "--arch", arch, "--kernel", kernel, "--steps", String(steps), "--quiet", "--digest"],
  { encoding: "utf8" });
  return out.trim();
}

// Runs f with a folder of its own.
function withFolder(f) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "lazymmu-"));
  try { return f(folder); } finally { rmSync(folder, { recursive: true }); }
}

function lazymmu(...args) {
  try {
    return execFileSync(path.join(build, "lazymmu"), args, { encoding: "utf8" });
  } catch (error) {
    if (args[0] === "explore" && error.status === 1) return error.stdout; // violated
    throw error;
  }
}

// What exploring a script says, as an object.
export function cliExplore(script, args) {
  return withFolder(folder => {
    const file = path.join(folder, "script.lazy");
    writeFileSync(file, script);
    return JSON.parse(lazymmu("explore", file, "--json", ...args));
  });
}

// Explores a lesson, and plays the counterexample that is saved to its end.
export function cliCounterexample(lesson) {
  return withFolder(folder => {
    const saved = path.join(folder, "counterexample.json");
    const report = JSON.parse(lazymmu("explore", path.join(top, "lessons", lesson), "--json",
      "--save-lesson", saved));
    return { ...report, digest: lazymmu("run", saved, "--quiet", "--digest").trim() };
  });
}

// Throws if a lesson's text does not hold.
export function cliCheck(text) {
  withFolder(folder => {
    const file = path.join(folder, "found.json");
    writeFileSync(file, text);
    lazymmu("check", file);
  });
}
