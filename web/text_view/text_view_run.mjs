// Of the text view: the run, with a voice that says what has happened; its code; the machine.
import { can, group, section } from "./text_view_controls.mjs";
import { el, listing, refill, setText, table } from "./text_view_parts.mjs";

const SPEEDS = [1, 2, 4, 10, 30, 100];

const sentence = text => (/[.?!]$/.test(text) ? text : `${text}.`);

function voice(controls) {
  // two parts: that a question no longer waits is not worth hearing the rest again
  const spoken = el("span"), waits = el("span", { hidden: true }, " A question waits.");
  let last = ""; // the place of the lesson that was told

  function update(m) {
    waits.hidden = m.quiz?.standing !== "open";
    if (m.playing) return; // nobody can listen to ten lines a second
    const words = [], { shown } = controls;
    const place = m.step && `${m.id} ${m.step.n}`;
    // an answer, a theme or a search are no news of the machine
    if (!controls.changed("spoken", [m.id, m.title, place, m.line, m.said])) return;
    if (m.id !== shown.id || m.title !== shown.title) words.push(sentence(m.title));
    if (m.step && last !== place)
      words.push(sentence(`Lesson step ${m.step.n} of ${m.step.of}: ${m.step.title}`));
    last = place;
    setText(spoken, [...words, m.said].join(" "));
  }
  return { node: el("p.said", { "aria-live": "polite" }, spoken, waits), update };
}

export function runSection(controls) {
  const said = voice(controls);
  const alarm = el("div.alarm", { role: "alert" });
  const moves = group("Steps");
  const play = controls.button("Play", () => (controls.shown.playing ? "pause" : "play"));
  const seek = el("input", { type: "range", min: 0,
    oninput: () => controls.command(`seek ${seek.value}`) });
  const speed = controls.choose("Lines a second", "speed");
  speed.select.append(...SPEEDS.map(n => el("option", { value: n }, String(n))));

  function update(m) {
    controls.changed("moves", m.moves.map(each => each.label), () => refill(moves,
      m.moves.map(each => controls.button(each.label, each.line,
        each.line === "step" ? { class: "primary" } : {}))));
    m.moves.forEach((each, i) => can(moves.children[i], each.can));
    setText(play, m.playing ? "Pause" : "Play");
    if (seek.max !== String(m.lines)) seek.max = m.lines;
    if (seek.value !== String(m.line)) seek.value = m.line;
    seek.setAttribute("aria-valuetext",
      m.hidden ? `line ${m.line}` : `line ${m.line} of ${m.lines}`);
    if (speed.select.value !== String(m.speed)) speed.select.value = m.speed;
    said.update(m);
    controls.changed("alarm", m.alarm, it => refill(alarm, it && [
      el("p", {}, el("strong", {}, it.title), ` ${it.why}`)]));
  }
  const node = section("run", "Run", said.node, alarm, moves, group("Time", play, speed.field,
    el("label.field", {}, "Position ", seek)));
  return { node, update };
}

export function codeSection(controls) {
  const stack = el("ol"), listings = el("div");
  function update(m) {
    controls.changed("stack", m.stack,
      list => refill(stack, list.map(line => el("li", {}, line))));
    controls.changed("listings", m.listings, list => refill(listings, list.map(listing)));
  }
  return { node: section("code", "Code", el("h3", {}, "Call stack"), stack, listings), update };
}

const fitting = list => list.map(({ name, title, fits }) =>
  [name, (title ?? name) + (fits ? "" : ", not what the lesson was written for")]);

export function machineSection(controls) {
  const arch = controls.choose("Architecture", "arch");
  const kernel = controls.choose("Kernel", "kernel");
  const tables = el("div");

  function fill(list) {
    const known = new Map([...tables.children].map(node => [node.dataset.table, node]));
    refill(tables, list.map(each => {
      const old = known.get(each.id);
      return controls.changed(`table ${each.id}`, each) || !old ? table(each) : old;
    }));
  }
  function update(m) {
    controls.options(arch.select, "archs", fitting(m.archs), m.arch);
    controls.options(kernel.select, "kernels", fitting(m.kernels), m.kernel);
    controls.changed("tables", m.tables, fill);
  }
  const node = section("machine", "Machine", group("Machine", arch.field, kernel.field), tables);
  return { node, update };
}
