// Shows the text view beside the drawing, and keeps it up to date: at once after what was asked for
// in it, a little later after what happened in the drawing.
//   document.documentElement.dataset.view   absent: drawn; "both"; "text": there is no drawing
import { createContent } from "./text_view_content.mjs";

const SOON_MS = 120;

// read(): what is to be shown, as JSON; command(line), open(name, text): to the program.
export function attachTextView({ host, skip, focusDrawing, read, command, open, drawn, resized }) {
  const root = document.documentElement;
  const content = createContent(host, {
    toggle,
    command: line => { command(line); refresh(); },
    open: (name, text) => { open(name, text); refresh(); },
  });
  let last = "", timer = 0;

  function refresh() {
    clearTimeout(timer);
    timer = 0;
    const text = read();
    if (text === last) return;
    last = text;
    const now = JSON.parse(text);
    root.dataset.theme = now.theme;
    host.style.setProperty("--text-size", now.text_size);
    content.update(now);
  }
  function soon() { timer ||= setTimeout(refresh, SOON_MS); }

  function mark(on) {
    if (!drawn) root.dataset.view = "text";
    else if (on) root.dataset.view = "both";
    else delete root.dataset.view;
    content.toggleButton.textContent = on ? "Hide the text view" : "Keep the text view open";
    content.toggleButton.hidden = !drawn;
  }
  function show(on) {
    mark(on);
    resized();
  }
  function toggle() {
    const on = !("view" in root.dataset);
    show(on);
    if (on) content.title.focus();
    else focusDrawing();
  }

  skip.addEventListener("click", event => {
    event.preventDefault();
    show(true);
    content.title.focus();
  });
  if (drawn) {
    mark(false); // as the page is, already
    soon();      // the drawing is first
  } else {
    show(true);
    refresh();
  }
  return { refresh, soon, show, toggle, say: content.say, content: () => JSON.parse(read()) };
}
