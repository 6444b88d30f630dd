// Of the text view: the lesson that is open, and the list of all.
import { heading, section } from "./text_view_controls.mjs";
import { el, markdown, refill, setImages, setText } from "./text_view_parts.mjs";
import { quizForm } from "./text_view_quiz.mjs";

export function lessonSection(controls) {
  const about = el("div"), stepHead = el("h3"), narration = el("div");
  const quiz = quizForm(line => controls.command(line));
  const steps = controls.choose("Go to step", "lesson step");

  function update(m) {
    controls.options(steps.select, "steps", (m.step?.names ?? []).map((name, i) =>
      [i, `${i + 1}. ${name}`]), (m.step?.n ?? 1) - 1);
    steps.field.hidden = !m.step;
    controls.changed("about", m.about, text => refill(about, markdown(text ?? "")));
    stepHead.hidden = !m.step;
    setText(stepHead, m.step ? `Step ${m.step.n} of ${m.step.of}: ${m.step.title}` : "");
    setImages(m.step?.images);
    const asks = m.quiz?.standing === "open";
    controls.changed("narration", asks ? "*The text comes with the answer.*" : m.step?.narration,
      text => refill(narration, markdown(text ?? "")));
    quiz.update(m.quiz ?? null);
  }
  const node = section("lesson", "Lesson", about, steps.field, stepHead, narration, quiz.form);
  return { node, update };
}

export function lessonList(controls) {
  const lessons = el("div");
  const node = el("nav", { "aria-labelledby": "text-lessons" },
    heading("lessons", "All lessons"), lessons);

  function item(each, id) {
    const notes = [each.minutes && `${each.minutes} min`,
      each.asked && `${each.solved} of ${each.asked} questions solved`].filter(Boolean);
    return el("li", {}, controls.button(each.title, `open ${each.id}`,
      { "aria-current": each.id === id ? "true" : null }),
    notes.length ? el("span.faint", {}, ` ${notes.join(", ")}`) : null);
  }

  function fill(all, id) {
    const nodes = [];
    let part = null, list = null;
    for (const each of all) {
      if (part !== each.section || !list) {
        part = each.section;
        if (part) nodes.push(el("h3", {}, part));
        nodes.push(list = el("ol"));
      }
      list.append(item(each, id));
    }
    refill(lessons, nodes);
  }
  const update = m => controls.changed("lessons", [m.lessons, m.id], () => fill(m.lessons, m.id));
  return { node, update };
}
