// The controls of the text view, and what it takes to touch only those that have changed.
import { el } from "./text_view_parts.mjs";

const CLEARS = /^clear answers (lesson|all)$/;

export const group = (label, ...nodes) =>
  el("div.buttons", { role: "group", "aria-label": label }, nodes);

// A part under a heading of its own, which references lead to.
export const heading = (name, label) => el(`h2#text-${name}`, {}, label);
export const section = (name, label, ...nodes) =>
  el("section", { "aria-labelledby": `text-${name}` }, heading(name, label), ...nodes);

// A button that cannot be pressed now stays where it is, so that the focus has a place.
export const can = (node, yes) => { node.ariaDisabled = String(!yes); };

// command(line): to the program.
export class Controls {
  #before = new Map();
  command;
  shown = {}; // what was rendered last

  constructor(command) { this.command = command; }

  // What cannot be undone is asked for first, as the drawn view does.
  #send(line) {
    if (!CLEARS.test(line)) this.command(line);
    else if (confirm("Clear these answers? This cannot be undone.")) this.command(`${line} now`);
  }

  // line: a command, or what makes one when it is pressed
  button(label, line, more = {}) {
    return el("button", { type: "button", "data-key": label, onclick: event => {
      if (event.currentTarget.ariaDisabled !== "true") this.#send(line.call ? line() : line);
    }, ...more }, label);
  }

  choose(label, verb) {
    const select = el("select", { onchange: () => this.command(`${verb} ${select.value}`) });
    return { select, field: el("label.field", {}, `${label} `, select) };
  }

  // Calls fill(value) if the value is another one than last time.
  changed(name, value, fill = () => {}) {
    const text = JSON.stringify(value) ?? "";
    if (this.#before.get(name) === text) return false;
    this.#before.set(name, text);
    fill(value);
    return true;
  }

  // list: [value, label]
  options(select, name, list, chosen) {
    this.changed(name, list, () => select.replaceChildren(
      ...list.map(([value, label]) => el("option", { value }, label))));
    if (select.value !== String(chosen)) select.value = chosen;
  }
}
