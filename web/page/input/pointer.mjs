// Mouse, pen and touch on the canvas. fingers.mjs says what touches mean.
import { AWAY, Fingers } from "./fingers.mjs";

const BUTTONS = [0, 2, 1, 3, 4]; // the DOM's numbering to Dear ImGui's

const isTouch = event => event.pointerType === "touch";

export function attachPointer(tools) {
  const { lab, canvas, ime, poke, drawNow, sendMods, wantsKeyboard } = tools;
  const fingers = new Fingers(lab, drawNow);

  const position = event => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };

  canvas.addEventListener("pointermove", event => {
    const [x, y] = position(event);
    if (isTouch(event)) fingers.move(event.pointerId, x, y);
    else lab._web_mouse(x, y, 0);
    poke();
  });

  canvas.addEventListener("pointerdown", event => {
    const [x, y] = position(event);
    sendMods(event);
    try { canvas.setPointerCapture(event.pointerId); } catch { /* the pointer has gone already */ }
    if (isTouch(event)) {
      fingers.down(event.pointerId, x, y);
    } else {
      lab._web_mouse(x, y, 0);
      lab._web_button(BUTTONS[event.button], 1);
      ime.focus({ preventScroll: true });
    }
    event.preventDefault();
    poke();
  });

  const lift = event => {
    const [x, y] = position(event);
    if (!isTouch(event)) {
      lab._web_mouse(x, y, 0);
      lab._web_button(BUTTONS[event.button], 0);
      // what is pressed may need the gesture: the clipboard, a window, a file
      for (let i = 0; i < 4 && lab._web_has_waiting_events(); i++) drawNow(1);
      drawNow(1);
    } else if (fingers.up(event.pointerId, x, y, event.type !== "pointerup")) {
      // a browser opens its keyboard only from inside the gesture
      if (wantsKeyboard()) ime.focus({ preventScroll: true });
      else ime.blur();
    }
    poke();
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  canvas.addEventListener("pointerleave", event => {
    if (isTouch(event) || event.buttons) return;
    lab._web_mouse(AWAY, AWAY, 0);
    poke();
  });
  canvas.addEventListener("contextmenu", event => event.preventDefault());
  attachWheel(tools);
}

function attachWheel({ lab, canvas, poke, sendMods, takesWheel }) {
  canvas.addEventListener("wheel", event => {
    if (event.ctrlKey || !takesWheel()) return; // the browser's zoom; the page's own scrolling
    const notch = [1 / 100, 1 / 3, 80][event.deltaMode]; // pixels, lines, pages
    sendMods(event);
    lab._web_wheel(-event.deltaX * notch, -event.deltaY * notch);
    event.preventDefault();
    poke(12);
  }, { passive: false });
}
