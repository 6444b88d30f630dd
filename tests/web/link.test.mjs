// Links without a browser: the page's reader and the programs' open the same ones, and what is
// wrong is said in words.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";
import test from "node:test";
import zlib from "node:zlib";
import { decodeLink, encodeLink, isLink } from "../../web/page/share/link.mjs";
import { build } from "./cli.mjs";

const session = JSON.stringify({ lazymmu: "session", format_version: 1,
  file: { name: "a.lazy", text: "lazy_mmu_mode_enable();\n" },
  machine: { arch: "arm64", kernel: "v7.2" } });
const packed = text => "#v1." + zlib.deflateRawSync(text).toString("base64url");
// Blanks around the object, to so many bytes in all.
const padded = bytes => session + " ".repeat(bytes - session.length);

// Through standard input, since an argument cannot be that long. "": it opened.
function program(link) {
  const r = spawnSync(path.join(build, "lazymmu"), ["run", "-", "--quiet"],
    { input: link, encoding: "utf8" });
  assert.ok(r.status === 0 || r.status === 2, r.stderr);
  return r.stderr;
}
const page = link => decodeLink(link).then(() => "", error => error.message);

test("both open the same links, up to the same bounds", async () => {
  const MiB = 1024 * 1024;
  // what does not shrink: a link whose own length counts
  const noise = n => "#v1." + "A".repeat(n - 4);
  const both = async (link, whatPage, whatProgram) => {
    assert.match(await page(link), whatPage);
    assert.match(program(link), whatProgram);
  };
  await both(packed(session), /^$/, /^$/);
  await both(await encodeLink(session), /^$/, /^$/);
  await both(packed(padded(4 * MiB)), /^$/, /^$/);
  await both(packed(padded(4 * MiB + 1)), /holds too much/, /holds more than any session/);
  await both(noise(MiB), /damaged/, /damaged|unpacked/);
  await both(noise(MiB + 1), /too long/, /too long/);
  await both("#v2.AAAA", /newer version/, /another version/);
});

test("a link that holds no session says so", async () => {
  for (const text of ["null", "7", "\"x\"", "[]", "true"])
    assert.equal(await page(packed(text)), "it holds no session", text);
  for (const text of ["", "{", "\xff", "nul"])
    assert.equal(await page(packed(text)), "it is damaged", text);
  assert.equal(await decodeLink(packed(session)), session);
  assert.ok(!isLink("#version") && !isLink("#v1") && isLink("#v12.x"));
});
