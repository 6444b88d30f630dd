// Of the text view: a script or lesson of one's own, the search over all schedules, all commands.
import { can, group, section } from "./text_view_controls.mjs";
import { el, refill, setText } from "./text_view_parts.mjs";

const DRAWN_ONLY = /^(palette|keys|layout|details|memory|log|page|text view)\b/;

// open(name, text): to the program.
export function scriptSection(controls, open) {
  const text = el("textarea#script-text", { rows: 8, spellcheck: "false", autocapitalize: "off" });
  const file = el("input", { type: "file", accept: ".json,.lazy,.txt", onchange: async () => {
    if (file.files[0]) open(file.files[0].name, await file.files[0].text());
  } });
  const run = () => open(/^\s*\{/.test(text.value) ? "pasted.json" : "pasted.lazy", text.value);
  const take = () => { text.value = controls.shown.script; };
  const node = section("script", "Your own script or lesson",
    el("p", {}, "Write a script of kernel calls, or paste a lesson's JSON, and run it here. " +
      "What is wrong with it is said above."),
    el("label", { for: "script-text" }, "Script or lesson"), text,
    group("Script", el("button", { type: "button", onclick: run }, "Run this script"),
      el("button", { type: "button", onclick: take }, "Take the script that is open"),
      el("label.field", {}, "Open a file ", file)));
  return { node };
}

const explores = m => m.screen === "explore";

export function exploreSection(controls) {
  const idle = el("p", {}, "Explore mode tries every schedule of the program that is open, and " +
    "finds the shortest one that breaks it.");
  const found = el("div", { "aria-live": "polite" }); // verdicts alone: a live region is read aloud
  const mode = controls.button("Explore mode", () =>
    (explores(controls.shown) ? "mode lesson" : "mode explore"));
  const stop = controls.button("Stop", "explore stop");
  const begin = controls.button("Start the search", "explore start");
  const follow = controls.button("Open the counterexample", "explore open");

  function fill([x, on]) {
    const verdict = [x.verdict, x.text].filter(Boolean).join(": ");
    idle.hidden = verdict !== "";
    if (found.textContent !== verdict) refill(found, verdict && el("p", {}, verdict));
    setText(mode, on ? "Back to the lesson" : "Explore mode");
    can(begin, on && !x.running);
    can(stop, x.running);
    can(follow, x.schedule > 0);
  }
  const update = m => controls.changed("explore", [m.explore, explores(m)], fill);
  const node = section("explore", "Explore every schedule", idle, found,
    group("Search", mode, begin, stop, follow));
  return { node, update };
}

export function commandSection(controls) {
  const commands = el("div");

  function fill(list) {
    const groups = new Map();
    for (const { group: of, name, line, keys } of list) {
      if (!groups.has(of)) groups.set(of, []);
      groups.get(of).push(controls.button(name, line, { "data-key": `do ${line}`,
        "data-line": line }), keys ? el("kbd", {}, keys) : "");
    }
    refill(commands, [...groups].map(([name, nodes]) =>
      [el("h3", {}, name), group(name, ...nodes)]));
  }
  function update(m) {
    const there = new Set(m.moves?.map(each => each.line)); // already, as buttons of the run
    const list = m.actions.filter(({ line }) => !DRAWN_ONLY.test(line) && !there.has(line));
    controls.changed("commands", list.map(each => each.line), () => fill(list));
    for (const { line, can: yes } of list)
      can(commands.querySelector(`[data-line="${CSS.escape(line)}"]`), yes);
  }
  const node = section("commands", "All commands",
    el("p", {}, "With the keys that they have while the drawing has the focus."), commands);
  return { node, update };
}
