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
  if (box.querySelectorAll("button").length === 1 && !box.querySelector("textarea")) leaves(box);
  return box;
}

// What asks for nothing leaves by itself, but not while somebody points at it or is in it.
function leaves(box) {
  const held = () => box.matches(":hover, :focus-within");
  setTimeout(() => held() ? leaves(box) : box.remove(), 6000);
}
