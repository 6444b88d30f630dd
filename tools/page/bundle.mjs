// One small file from several modules, where esbuild is installed. It is not needed: without it the
// page's modules are copied as they are, and the page is a few kilobytes larger.
import { execFileSync } from "node:child_process";

// A function that bundles, or null.
export function bundler() {
  const program = process.env.ESBUILD || "esbuild";
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
  } catch { return null; }
  return ({ entry, out, external = [], format = "esm" }) => {
    execFileSync(program, [entry, "--bundle", "--minify", `--format=${format}`, "--target=es2022",
      "--charset=utf8", `--outfile=${out}`, "--log-level=error",
      ...external.map(name => `--external:${name}`)], { stdio: ["ignore", "ignore", "inherit"] });
  };
}
