// Asks the command-line program, to compare it with the page.
import { execFileSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const top = fileURLToPath(new URL("../..", import.meta.url));
const build = process.env.LAZYMMU_BUILD || path.join(top, "build/native");

// The digest after so many lines of a lesson; { arch, kernel } as the program knows them.
export function cliDigest(lesson, steps, { arch, kernel }) {
  const out = execFileSync(path.join(build, "lazymmu"), ["run", path.join(top, "lessons", lesson),
    "--arch", arch, "--kernel", kernel, "--steps", String(steps), "--quiet", "--digest"],
  { encoding: "utf8" });
  return out.trim();
}
