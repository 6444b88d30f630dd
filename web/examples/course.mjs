// What a course page does with the elements: it writes a record of what happens in them, and it can
// drive one.
const record = document.getElementById("record");
const note = text => {
  const line = document.createElement("li");
  line.textContent = text;
  record.append(line);
};

for (const lab of document.querySelectorAll("lazy-mmu-lab")) {
  lab.addEventListener("completed", ({ detail }) =>
    note(`completed ${detail.lesson} on ${detail.arch} in ${detail.duration}` +
      (detail.score ? `, ${detail.score.raw} of ${detail.score.max} points` : "")));
  lab.addEventListener("quiz", ({ detail }) =>
    note(`answered "${detail.question}" ${detail.success ? "rightly" : "wrongly"}, ` +
      `try ${detail.tries}`));
  lab.addEventListener("hazard", ({ detail }) =>
    note(`saw ${detail.name} at line ${detail.position}`));
}

// Through the protocol to the end of the lesson, one of its steps at a time.
async function drive(lab, progress) {
  await lab.run();
  let state = await lab.seek({ position: 0 });
  while (state.position < state.length) {
    state = await lab.step({ by: "lesson" });
    progress.textContent = `Line ${state.position} of ${state.length}.`;
  }
  progress.textContent = `Done: ${state.lesson}, ${state.length} lines, state ${state.digest}.`;
}

for (const button of document.querySelectorAll("button[data-drives]"))
  button.addEventListener("click", () => {
    button.disabled = true;
    const progress = document.getElementById("progress");
    drive(document.getElementById(button.dataset.drives), progress)
      .catch(error => { progress.textContent = error.message; })
      .finally(() => { button.disabled = false; });
  });
