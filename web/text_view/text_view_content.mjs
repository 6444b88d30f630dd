// What the session says (app/core/publish/text_view.h), as headings, tables, buttons and a voice. A
// screen reader reads it beside the picture; anybody can show it; a browser that cannot draw has
// nothing else. Only what has changed is touched, so focus and reading place stay.
import { Controls, group } from "./text_view_controls.mjs";
import { lessonList, lessonSection } from "./text_view_lesson.mjs";
import { el, refill, setText } from "./text_view_parts.mjs";
import { codeSection, machineSection, runSection } from "./text_view_run.mjs";
import { commandSection, exploreSection, scriptSection } from "./text_view_tools.mjs";

function header(controls, toggle) {
  const toggleButton = el("button", { type: "button", onclick: toggle }, "Hide the text view");
  const theme = controls.button("Light theme", () =>
    (controls.shown.theme === "light" ? "theme dark" : "theme light"));
  const node = el("header.top", {}, el("p.name", {}, "Lazy MMU Lab, text view"),
    group("View", toggleButton, theme, controls.button("Smaller text", "text smaller"),
      controls.button("Larger text", "text larger")));
  const update = m => setText(theme, m.theme === "light" ? "Dark theme" : "Light theme");
  return { node, toggleButton, update };
}

function messageLine(controls) {
  const node = el("div.message", { role: "alert" });
  const update = m => controls.changed("message", m.message, it => refill(node, it && [
    el("p", {}, `${it.kind === "error" ? "Error: " : ""}${it.text}`),
    it.offer && el("button", { type: "button",
      onclick: () => it.lines.forEach(line => controls.command(line)) }, it.offer),
    controls.button("Dismiss", "dismiss")]));
  return { node, update };
}

// command(line): to the program; open(name, text): a script or a lesson; toggle(): the drawn view.
export function createContent(host, { command, open, toggle }) {
  const controls = new Controls(command);
  const top = header(controls, toggle), message = messageLine(controls);
  const title = el("h1", { tabindex: -1 }, "Lazy MMU Lab"), note = el("p.faint", { hidden: true });
  const lesson = lessonSection(controls), run = runSection(controls);
  const code = codeSection(controls), machine = machineSection(controls);
  const script = scriptSection(controls, open), explore = exploreSection(controls);
  const commands = commandSection(controls), lessons = lessonList(controls);
  host.append(top.node, title, note, ...[message, lesson, run, code, machine, script, explore,
    commands, lessons].map(each => each.node));
  const always = [message, lesson, lessons, commands];
  const whileOpen = [run, code, machine, explore, top];

  function update(m) {
    document.title = m.title ? `${m.title} – Lazy MMU Lab` : "Lazy MMU Lab";
    controls.changed("title", m.title, text => setText(title, text));
    for (const each of m.moves ? [...always, ...whileOpen] : always) each.update(m);
    controls.shown = m;
  }
  const say = words => { note.hidden = !words; setText(note, words); };
  return { update, say, title, toggleButton: top.toggleButton };
}
