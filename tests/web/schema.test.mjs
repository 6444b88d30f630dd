// The published schema and our loader: on damaged lessons, both accept or both reject. AJV reads
// the schema, `lazymmu check --form` is the loader.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import Ajv from "ajv/dist/2020.js";
import { build } from "./cli.mjs";

const lessons = new URL("../../lessons/", import.meta.url);
const COUNT = 800, SEED = 20260226;

function random(seed) { // the same on every machine
  let s = seed >>> 0;
  return n => {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0;
    return Math.floor(s / 2 ** 32 * n);
  };
}

// Every place of a JSON value: its parent and its key.
function places(value, out = []) {
  if (typeof value !== "object" || value === null) return out;
  for (const key of Object.keys(value)) {
    out.push([value, key]);
    places(value[key], out);
  }
  return out;
}

const odd = [null, true, false, 0, -1, 1, 1.5, 1e9, "", " ", "x", "A", "x".repeat(7000), [], [[]],
  ["x"], ["x", "x"], {}, { x: 1 }, "v7.0", "arm64", "powerpc", 200];

function damage(lesson, pick) {
  const all = places(lesson);
  const [parent, key] = all[pick(all.length)];
  const isArray = Array.isArray(parent);
  switch (pick(6)) {
    case 0: isArray ? parent.splice(key, 1) : delete parent[key]; break;
    case 1: parent[key] = structuredClone(odd[pick(odd.length)]); break;
    case 2: { // a value from elsewhere
      const [from, other] = all[pick(all.length)];
      parent[key] = structuredClone(from[other]);
      break;
    }
    case 3:
      if (isArray) parent.push(structuredClone(parent[key]));
      else { parent[`${key}x`] = parent[key]; delete parent[key]; }
      break;
    case 4:
      if (typeof parent[key] === "number") parent[key] += [0.5, -1, 1, 1e6, -1e6][pick(5)];
      else if (typeof parent[key] === "string") parent[key] += ["", "-", " ", "Z", "\n"][pick(5)];
      else parent[key] = [parent[key]];
      break;
    default: // one key of another object
      if (!isArray) {
        const [from, other] = all[pick(all.length)];
        if (!Array.isArray(from)) parent[other] = structuredClone(from[other]);
      }
  }
}

test("the schema and the loader agree on damaged lessons", () => {
  const ajv = new Ajv({ strict: false, allErrors: false });
  const schema = JSON.parse(readFileSync(new URL("lesson.schema.json", lessons), "utf8"));
  const valid = ajv.compile(schema);
  const sources = [lessons, new URL("museum/", lessons)].flatMap(folder => readdirSync(folder)
    .filter(name => name.endsWith(".json") && !/schema|course/.test(name)).sort()
    .map(name => JSON.parse(readFileSync(new URL(name, folder), "utf8"))));
  for (const lesson of sources) assert.ok(valid(lesson), `${lesson.id}: ${ajv.errorsText()}`);

  const pick = random(SEED);
  const folder = mkdtempSync(join(tmpdir(), "lazymmu-schema-"));
  try {
    const mutants = [];
    for (let i = 0; i < COUNT; i++) {
      const lesson = structuredClone(sources[pick(sources.length)]);
      for (let n = 1 + pick(2); n > 0; n--) damage(lesson, pick);
      const name = `${String(i).padStart(4, "0")}.json`;
      writeFileSync(join(folder, name), JSON.stringify(lesson));
      mutants.push({ name, lesson, accepted: valid(lesson), why: ajv.errorsText(valid.errors) });
    }
    let out;
    try {
      out = execFileSync(join(build, "lazymmu"), ["check", "--form", "--format", "json", folder],
        { maxBuffer: 1 << 28 });
    } catch (error) { out = error.stdout; } // there are bad files among them
    const report = JSON.parse(out);
    assert.equal(report.files.length, COUNT);
    const different = [];
    let accepted = 0;
    for (const [i, file] of report.files.entries()) {
      const mutant = mutants[i];
      assert.ok(file.file.endsWith(mutant.name));
      const ours = file.errors.length === 0;
      accepted += ours;
      if (ours !== mutant.accepted)
        different.push(`${mutant.name}: the loader says ${ours ? "yes" : file.errors[0].message}` +
          `; the schema says ${mutant.accepted ? "yes" : mutant.why}`);
    }
    assert.deepEqual(different, []);
    assert.ok(accepted > COUNT / 20 && accepted < COUNT * 19 / 20, `${accepted} were accepted`);
  } finally { rmSync(folder, { recursive: true }); }
});
