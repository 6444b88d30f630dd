// Shows the text view beside the drawing, and keeps it up to date: at once after what was asked for
// in it, a little later after what happened in the drawing.
//   document.documentElement.dataset.view   absent: drawn; "both"; "text": there is no drawing
import { createMirror } from "./mirror.mjs";

const SOON_MS = 120;

// read(): the mirror's JSON text; command(line), open(name, text): to the program.
export function attachTextView({ host, skip, focusDrawing, read, command, open, drawn, resized }) {
  const root = document.documentElement;
  let last = "", timer = 0;

  const refresh = () => {
    clearTimeout(timer);
    timer = 0;
    const text = read();
    if (text === last) return;
    last = text;
    const now = JSON.parse(text);
    root.dataset.theme = now.theme;
    host.style.setProperty("--text-size", now.text_size);
    mirror.update(now);
  };
  const soon = () => { timer ||= setTimeout(refresh, SOON_MS); };

  const show = on => {
    if (drawn) {
      if (on) root.dataset.view = "both";
      else delete root.dataset.view;
    } else {
      root.dataset.view = "text";
    }
    mirror.toggleButton.textContent = on ? "Hide the text view" : "Keep the text view open";
    mirror.toggleButton.hidden = !drawn;
  };
  const changeTo = on => {
    show(on);
    resized();
  };
  const shown = () => "view" in root.dataset;
  const toggle = () => {
    const on = !shown();
    changeTo(on);
    if (on) mirror.title.focus();
    else focusDrawing();
  };

  const mirror = createMirror(host, {
    toggle,
    command: line => { command(line); refresh(); },
    open: (name, text) => { open(name, text); refresh(); },
  });
  skip.addEventListener("click", event => {
    event.preventDefault();
    changeTo(true);
    mirror.title.focus();
  });
  if (drawn) {
    show(false); // as the page is, already
    soon();      // the drawing is first
  } else {
    changeTo(true);
    refresh();
  }
  return { refresh, soon, show: changeTo, toggle, say: mirror.say };
}
