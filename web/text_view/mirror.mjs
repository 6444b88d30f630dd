// The text view: what the session says (app/core/mirror.h), as headings, tables, buttons and a
// voice. A screen reader reads it beside the picture; anybody can show it; a browser that cannot
// draw has nothing else. Only what has changed is touched, so focus and reading place stay.
import { el, listing, markdown, refill, setImages, setText, table } from "./mirror_parts.mjs";
import { quizForm } from "./mirror_quiz.mjs";

const SPEEDS = [1, 2, 4, 10, 30, 100];
const SECTIONS = { lesson: "Lesson", run: "Run", code: "Code", machine: "Machine",
  script: "Your own script or lesson", explore: "Explore every schedule",
  commands: "All commands", lessons: "All lessons" };
const DRAWN_ONLY = /^(palette|keys|layout|details|memory|log|page|text view)\b/;

const sentence = text => (/[.?!]$/.test(text) ? text : `${text}.`);
const CLEARS = /^clear answers (lesson|all)$/;

// command(line): to the program; open(name, text): a script or a lesson; toggle(): the drawn view.
export function createMirror(host, { command, open, toggle }) {
  // what cannot be undone is asked for first, as the drawn view does
  const send = line => {
    if (!CLEARS.test(line)) command(line);
    else if (confirm("Clear these answers? This cannot be undone.")) command(`${line} now`);
  };
  // line: a command, or what makes one when it is pressed
  const button = (label, line, more = {}) => el("button", { type: "button", "data-key": label,
    onclick: event => {
      if (event.currentTarget.ariaDisabled !== "true") send(line.call ? line() : line);
    },
    ...more }, label);
  const choose = (label, verb) => {
    const select = el("select", { onchange: () => command(`${verb} ${select.value}`) });
    return { select, field: el("label.field", {}, `${label} `, select) };
  };
  const group = (label, ...nodes) =>
    el("div.buttons", { role: "group", "aria-label": label }, nodes);

  const title = el("h1", { tabindex: -1 }, "Lazy MMU Lab");
  const about = el("div"), note = el("p.faint", { hidden: true });
  const message = el("div.message", { role: "alert" });
  const alarm = el("div.alarm", { role: "alert" });
  // two parts: that a question no longer waits is not worth hearing the rest again
  const spoken = el("span"), waits = el("span", { hidden: true }, " A question waits.");
  const said = el("p.said", { "aria-live": "polite" }, spoken, waits);
  const part = Object.fromEntries(Object.entries(SECTIONS).map(([name, label]) => [name,
    el("section", { "aria-labelledby": `text-${name}` }, el(`h2#text-${name}`, {}, label))]));

  const toggleButton = el("button", { type: "button", onclick: toggle }, "Hide the text view");
  const theme = button("Light theme", () => shown.theme === "light" ? "theme dark" : "theme light");
  const header = el("header.top", {}, el("p.name", {}, "Lazy MMU Lab, as text"),
    group("View", toggleButton, theme, button("Smaller text", "text smaller"),
      button("Larger text", "text larger")));

  const stepHead = el("h3"), narration = el("div"), quiz = quizForm(command);
  const steps = choose("Go to step", "lesson step");
  part.lesson.append(about, steps.field, stepHead, narration, quiz.form);

  const moves = group("Steps"), play = button("Play", () => shown.playing ? "pause" : "play");
  const seek = el("input", { type: "range", min: 0, oninput: () => command(`seek ${seek.value}`) });
  const speed = choose("Lines a second", "speed");
  speed.select.append(...SPEEDS.map(n => el("option", { value: n }, String(n))));
  part.run.append(said, alarm, moves, group("Time", play, speed.field,
    el("label.field", {}, "Position ", seek)));

  const stack = el("ol"), listings = el("div");
  part.code.append(el("h3", {}, "Call stack"), stack, listings);

  const arch = choose("Architecture", "arch"), kernel = choose("Kernel", "kernel"),
    tables = el("div");
  part.machine.append(group("Machine", arch.field, kernel.field), tables);

  const scriptText = el("textarea#script-text", { rows: 8, spellcheck: "false",
    autocapitalize: "off" });
  const file = el("input", { type: "file", accept: ".json,.lazy,.txt", onchange: async () => {
    if (file.files[0]) open(file.files[0].name, await file.files[0].text());
  } });
  part.script.append(
    el("p", {}, "Write a script of kernel calls, or paste a lesson's JSON, and run it here. " +
      "What is wrong with it is said above."),
    el("label", { for: "script-text" }, "Script or lesson"), scriptText,
    group("Script", el("button", { type: "button", onclick: () =>
      open(/^\s*\{/.test(scriptText.value) ? "pasted.json" : "pasted.lazy", scriptText.value) },
    "Run this script"),
    el("button", { type: "button", onclick: () => { scriptText.value = shown.script; } },
      "Take the script that is open"),
    el("label.field", {}, "Open a file ", file)));

  const idle = el("p", {}, "Explore mode tries every schedule of the program that is open, and " +
    "finds the shortest one that breaks it.");
  const found = el("div", { "aria-live": "polite" }); // verdicts alone: a live region is read aloud
  const exploring = button("Explore mode", () =>
    exploringNow(shown) ? "mode lesson" : "mode explore");
  const stop = button("Stop", "explore stop");
  const begin = button("Start the search", "explore start");
  const follow = button("Open the counterexample", "explore open");
  part.explore.append(idle, found, group("Search", exploring, begin, stop, follow));

  const commands = el("div");
  part.commands.append(el("p", {}, "With the keys that they have while the drawing has the focus."),
    commands);

  const lessons = el("div");
  const nav = el("nav", { "aria-labelledby": "text-lessons" }, ...part.lessons.childNodes, lessons);
  host.append(header, title, note, message, part.lesson, part.run, part.code, part.machine,
    part.script, part.explore, part.commands, nav);

  const can = (node, yes) => { node.ariaDisabled = String(!yes); };
  const before = new Map();
  // Calls fill(value) if the value is another one than last time.
  const changed = (name, value, fill) => {
    const text = JSON.stringify(value) ?? "";
    if (before.get(name) === text) return false;
    before.set(name, text);
    fill(value);
    return true;
  };
  const options = (select, name, list, chosen) => {
    changed(name, list, () => select.replaceChildren(
      ...list.map(([value, label]) => el("option", { value }, label))));
    if (select.value !== String(chosen)) select.value = chosen;
  };
  const fitting = list => list.map(({ name, title: label, fits }) =>
    [name, (label ?? name) + (fits ? "" : ", not what the lesson was written for")]);

  let shown = {}; // what was rendered last
  const exploringNow = m => m.screen === "explore";

  function speak(m) {
    waits.hidden = m.quiz?.standing !== "open";
    if (m.playing) return; // nobody can listen to ten lines a second
    const words = [];
    const place = m.step && `${m.id} ${m.step.n}`;
    // an answer, a theme or a search are no news of the machine
    if (!changed("spoken", [m.id, m.title, place, m.line, m.said], () => {})) return;
    if (m.id !== shown.id || m.title !== shown.title) words.push(sentence(m.title));
    if (m.step && before.get("place") !== place)
      words.push(sentence(`Lesson step ${m.step.n} of ${m.step.of}: ${m.step.title}`));
    before.set("place", place);
    setText(spoken, [...words, m.said].join(" "));
  }

  function machine(m) {
    options(arch.select, "archs", fitting(m.archs), m.arch);
    options(kernel.select, "kernels", fitting(m.kernels), m.kernel);
    changed("tables", m.tables, list => {
      const known = new Map([...tables.children].map(node => [node.dataset.table, node]));
      const nodes = list.map(each => {
        const old = known.get(each.id);
        return changed(`table ${each.id}`, each, () => {}) || !old ? table(each) : old;
      });
      refill(tables, nodes);
    });
  }

  function lessonList(m) {
    changed("lessons", [m.lessons, m.id], () => {
      const nodes = [];
      let section = null, list = null;
      for (const each of m.lessons) {
        if (section !== each.section || !list) {
          section = each.section;
          if (section) nodes.push(el("h3", {}, section));
          nodes.push(list = el("ol"));
        }
        const notes = [each.minutes && `${each.minutes} min`,
          each.asked && `${each.solved} of ${each.asked} questions solved`].filter(Boolean);
        list.append(el("li", {}, button(each.title, `open ${each.id}`,
          { "aria-current": each.id === m.id ? "true" : null }),
        notes.length ? el("span.faint", {}, ` ${notes.join(", ")}`) : null));
      }
      refill(lessons, nodes);
    });
  }

  function commandList(m) {
    const there = new Set(m.moves?.map(each => each.line)); // already, as buttons of the run
    const list = m.actions.filter(({ line }) => !DRAWN_ONLY.test(line) && !there.has(line));
    changed("commands", list.map(each => each.line), () => {
      const groups = new Map();
      for (const { group: name, name: label, line, keys } of list) {
        if (!groups.has(name)) groups.set(name, []);
        groups.get(name).push(button(label, line, { "data-key": `do ${line}`,
          "data-line": line }),
        keys ? el("kbd", {}, keys) : "");
      }
      refill(commands, [...groups].map(([name, nodes]) => [el("h3", {}, name),
        group(name, ...nodes)]));
    });
    for (const { line, can: yes } of list)
      can(commands.querySelector(`[data-line="${CSS.escape(line)}"]`), yes);
  }

  function update(m) {
    document.title = m.title ? `${m.title} – Lazy MMU Lab` : "Lazy MMU Lab";
    changed("title", m.title, text => setText(title, text));
    changed("message", m.message, it => refill(message, it && [
      el("p", {}, `${it.kind === "error" ? "Error: " : ""}${it.text}`),
      it.offer && el("button", { type: "button",
        onclick: () => it.lines.forEach(line => command(line)) }, it.offer),
      button("Dismiss", "dismiss")]));
    options(steps.select, "steps", (m.step?.names ?? []).map((name, i) =>
      [i, `${i + 1}. ${name}`]), (m.step?.n ?? 1) - 1);
    steps.field.hidden = !m.step;
    changed("about", m.about, text => refill(about, markdown(text ?? "")));
    stepHead.hidden = !m.step;
    setText(stepHead, m.step ? `Step ${m.step.n} of ${m.step.of}: ${m.step.title}` : "");
    setImages(m.step?.images);
    const asks = m.quiz?.standing === "open";
    changed("narration", asks ? "*The text comes with the answer.*" : m.step?.narration,
      text => refill(narration, markdown(text ?? "")));
    quiz.update(m.quiz ?? null);
    lessonList(m);
    commandList(m);
    if (!m.moves) { shown = m; return; } // nothing is open

    changed("moves", m.moves.map(each => each.label), () => refill(moves,
      m.moves.map(each => button(each.label, each.line,
        each.line === "step" ? { class: "primary" } : {}))));
    m.moves.forEach((each, i) => can(moves.children[i], each.can));
    setText(play, m.playing ? "Pause" : "Play");
    if (seek.max !== String(m.lines)) seek.max = m.lines;
    if (seek.value !== String(m.line)) seek.value = m.line;
    seek.setAttribute("aria-valuetext",
      m.hidden ? `line ${m.line}` : `line ${m.line} of ${m.lines}`);
    if (speed.select.value !== String(m.speed)) speed.select.value = m.speed;
    speak(m);
    changed("alarm", m.alarm, it => refill(alarm, it && [
      el("p", {}, el("strong", {}, it.title), ` ${it.why}`)]));
    changed("stack", m.stack, list => refill(stack, list.map(line => el("li", {}, line))));
    changed("listings", m.listings, list => refill(listings, list.map(listing)));
    machine(m);
    const x = m.explore;
    const on = exploringNow(m);
    changed("explore", [x, on], () => {
      const verdict = [x.verdict, x.text].filter(Boolean).join(": ");
      idle.hidden = verdict !== "";
      if (found.textContent !== verdict) refill(found, verdict && el("p", {}, verdict));
      setText(exploring, on ? "Back to the lesson" : "Explore mode");
      can(begin, on && !x.running);
      can(stop, x.running);
      can(follow, x.schedule > 0);
    });
    setText(theme, m.theme === "light" ? "Dark theme" : "Light theme");
    shown = m;
  }

  const say = words => { note.hidden = !words; setText(note, words); };
  return { update, say, title, toggleButton };
}
