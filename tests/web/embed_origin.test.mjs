// The element where the program, its script, a course and a lesson come from different places, on
// plain servers that send no CORS headers.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { element, inHost, listen, withPlainHost } from "./embed_host.mjs";
import { pageFolder } from "./lib.mjs";

const course = fileURLToPath(new URL("../../examples/course", import.meta.url));
const ofCourse = name => readFileSync(path.join(course, name), "utf8");
const [first, second] = JSON.parse(ofCourse("course.json")).lessons
  .flatMap(section => section.lessons).map(name => ({ name, ...JSON.parse(ofCourse(name)) }));
const json = body => ({ body, headers: { "content-type": "application/json" } });
const poster = page => page.frameLocator("lazy-mmu-lab iframe").locator("#poster strong");

test("embed.js of another origin works without CORS; the module is refused there", () =>
  withPlainHost(url => `<script type="module" src="${url}embed.mjs"></script>
    ${element('lesson="two-counters"')(url)}`,
  async page => {
    const state = await page.evaluate(async () => {
      const lab = document.querySelector("lazy-mmu-lab");
      await lab.run();
      return lab.step({ count: 3 });
    });
    assert.deepEqual([state.lesson, state.position], ["two-counters", 3]);
    const refused = await page.evaluate(() => import(document.querySelector("script").src)
      .then(() => "imported", error => error.name));
    assert.equal(refused, "TypeError"); // as EMBED.md says
  }));

test("the element's script may be a copy; base says where the program is", () => withPlainHost(
  url => `<script type="module" src="my/embed.mjs"></script>
    <lazy-mmu-lab base="${url.replace(/\/$/, "")}" lesson="two-counters" run></lazy-mmu-lab>`,
  async (page, { lab, outer }) => {
    await page.waitForFunction(() => customElements.get("lazy-mmu-lab"));
    const state = await inHost(page, e => e.step());
    assert.equal(state.lesson, "two-counters");
    assert.ok(page.frames()[1].url().startsWith(lab));
    // elsewhere: the frame is another one, and so is who may answer
    await page.evaluate(() => document.querySelector("lazy-mmu-lab").setAttribute("base", "."));
    const again = await inHost(page, e => e.query());
    assert.equal(again.lesson, "two-counters");
    assert.ok(page.frames()[1].url().startsWith(outer));
  }, { files: { "my/embed.mjs": { headers: { "content-type": "text/javascript" },
    body: readFileSync(path.join(pageFolder, "embed.mjs")) } } }));

test("a course of one's own: its title on the poster, its lesson, its score", () => withPlainHost(
  () => `<script type="module" src="embed.mjs"></script>
    <lazy-mmu-lab course="mine" lesson="${second.id}"></lazy-mmu-lab>`,
  async page => {
    const asked = [];
    page.on("response", r => { if (r.status() >= 400) asked.push(r.url()); });
    await poster(page).filter({ hasText: second.title }).waitFor();
    await listen(page);
    const state = await page.evaluate(async () => {
      const lab = document.querySelector("lazy-mmu-lab");
      await lab.run();
      let now = await lab.query();
      while (now.position < now.length) now = await lab.step({ by: "lesson" });
      return now;
    });
    assert.deepEqual([state.lesson, state.title], [second.id, second.title]);
    await page.waitForFunction(() => window.told.some(([name]) => name === "completed"));
    const told = await page.evaluate(() => window.told);
    const [, { score }] = told.find(([name]) => name === "completed");
    const questions = second.steps.filter(step => step.quiz).length;
    assert.deepEqual([score?.max ?? 0, state.questions.length], [questions, questions]);
    assert.deepEqual(asked, []);
    await page.evaluate(id => document.querySelector("lazy-mmu-lab")
      .setAttribute("lesson", id), first.id);
    await page.waitForFunction(async id =>
      (await document.querySelector("lazy-mmu-lab").query()).lesson === id, first.id);
  }, { files: Object.fromEntries(readdirSync(course).map(name => [`mine/${name}`,
    name.endsWith(".json") ? json(ofCourse(name)) : { body: readFileSync(path.join(course, name)) },
  ])) }));

test("src: a lesson or a script of the page around, whose origin is another", () => withPlainHost(
  element(`src="mine/${first.name}" step="1"`),
  async page => {
    await poster(page).filter({ hasText: first.title }).waitFor();
    const state = await page.evaluate(async () => {
      const lab = document.querySelector("lazy-mmu-lab");
      await lab.run();
      return lab.query();
    });
    assert.deepEqual([state.lesson, state.lessonStep], [first.id, 1]);
    await page.evaluate(() => document.querySelector("lazy-mmu-lab")
      .setAttribute("src", "mine/three.lazy"));
    const script = await page.evaluate(async () => {
      const lab = document.querySelector("lazy-mmu-lab");
      await lab.run();
      return lab.query();
    });
    assert.deepEqual([script.lesson, script.title], ["", "three.lazy"]);
    await listen(page);
    await page.evaluate(() => document.querySelector("lazy-mmu-lab")
      .setAttribute("src", "mine/none.json"));
    await page.locator("lazy-mmu-lab #note").filter({ hasText: /none\.json: 404/ }).waitFor();
    assert.match((await page.evaluate(() => window.told))[0][1].message, /none\.json: 404/);
  }, { files: { [`mine/${first.name}`]: json(ofCourse(first.name)),
    "mine/three.lazy": { body: readFileSync(fileURLToPath(
      new URL("../../examples/scripts/03-pause.lazy", import.meta.url))) } } }));
