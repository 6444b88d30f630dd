// The question of a lesson step, as a form: a group of radio buttons, or a number.
import { el, markdown, refill, setText } from "./text_view_parts.mjs";

// Many explanations begin with the answer: it is not read twice.
const plain = text => text.replace(/[`*]/g, "").trim().toLowerCase();
function answerAndWhy({ answer, explain }) {
  const bare = plain(answer).replace(/[.!?]+$/, "");
  const why = plain(explain);
  if (why.startsWith(bare) && /^($|[.,:;!])/.test(why.slice(bare.length))) return explain;
  return `${answer}${/[.!?]$/.test(answer) ? "" : "."} ${explain}`;
}

function fieldsFor({ number, options }) {
  if (number)
    return el("label", {}, "Your answer ", el("input", { name: "answer", type: "number",
      "aria-required": "true", "data-key": "answer" }));
  return options.map((option, i) => el("label.option", {},
    el("input", { type: "radio", name: "answer", value: String.fromCharCode(97 + i),
      "data-key": `option ${i}` }),
    el("span", {}, option)));
}

export function quizForm(command) {
  // novalidate: what is missing is said here, and a reader of the screen hears no "invalid" before
  const form = el("form.quiz", { hidden: true, novalidate: true });
  const said = el("div.reply", { role: "status" });
  let shown = ""; // which question
  let hints, buttons;
  const say = words => {
    if (said.dataset.text === words) return;
    said.dataset.text = words;
    refill(said, markdown(words));
  };

  const build = quiz => {
    hints = el("div", { "aria-live": "polite" });
    const button = (label, line) => el("button", { type: "button", "data-key": label,
      onclick: () => command(line) }, label);
    buttons = [el("button.primary", { type: "submit", "data-key": "Answer" }, "Answer"),
      button("Hint", "hint"), button("Reveal the answer", "reveal"),
      button("Other numbers", "other numbers")];
    const asked = markdown(quiz.ask);
    // a legend holds words alone: one paragraph; more of them come below it
    const legend = el("legend", {}, ...(asked[0]?.childNodes ?? []));
    refill(form, el("fieldset", {}, legend, asked.slice(1), el("div.options", {}, fieldsFor(quiz))),
      hints, said, el("div.buttons", { role: "group", "aria-label": "Question" }, buttons));
  };

  form.addEventListener("submit", event => {
    event.preventDefault();
    const answer = new FormData(form).get("answer");
    if (answer !== null && answer !== "") command(`answer ${answer}`);
    else say(form.querySelector("[type=radio]") ? "Choose an answer first."
      : "Write a whole number first.");
  });

  // null: there is no question here.
  const update = quiz => {
    form.hidden = !quiz;
    if (!quiz) { shown = ""; return; }
    const open = quiz.standing === "open";
    const key = quiz.key + quiz.ask + quiz.options;
    if (key !== shown) { shown = key; refill(said); build(quiz); }
    // what is known stays where it is, so that the focus has a place; it only cannot be pressed
    const [answer, hint, reveal, other] = buttons;
    other.hidden = open || !quiz.varies;
    answer.ariaDisabled = reveal.ariaDisabled = String(!open);
    hint.ariaDisabled = String(!quiz.more);
    for (const field of form.querySelectorAll("input")) field.ariaDisabled = String(!open);
    const given = quiz.hints.map(text => `Hint: ${text}`).join("\n\n");
    if (hints.dataset.text !== given) {
      hints.dataset.text = given;
      refill(hints, markdown(given));
    }
    const skipped = quiz.skipped &&
      "Skipped: its lines have run and show the answer. Go back, and it is asked again.";
    const verdict = open ? skipped || (quiz.reply && `Not yet. ${quiz.reply}`)
      : `${quiz.standing === "solved" ? "Right" : "The answer"}: ${answerAndWhy(quiz)}`;
    say(verdict);
    said.dataset.standing = quiz.standing;
    setText(answer, open ? "Answer" : "Answered");
  };

  return { form, update };
}
