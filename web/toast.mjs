// A short message at the page's edge, with one thing to do, or a field, and a way to dismiss it.
export function toast(text, { action, act, field } = {}) {
  document.getElementById("toast")?.remove();
  const box = document.createElement("div");
  box.id = "toast";
  box.setAttribute("role", "status");
  const words = document.createElement("span");
  words.textContent = text;
  box.append(words);
  if (field) box.append(field);
  const button = (label, run) => {
    const b = document.createElement("button");
    b.type = "button";
    b.textContent = label;
    b.addEventListener("click", () => { box.remove(); run(); });
    box.append(b);
  };
  if (action) button(action, act);
  button("Dismiss", () => {});
  document.body.append(box);
  return box;
}
