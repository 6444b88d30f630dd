// Mouse, pen and touch on the canvas.
//
// A finger that moves scrolls; one that stays for a moment and then moves drags; one that goes up
// where it came down clicks. Dear ImGui needs a frame between "the pointer is here" and "pressed".
const MOVED = 10; // CSS pixels before a touch counts as a scroll
const LONG_PRESS = 400; // milliseconds before it counts as a drag
const WHEEL_PIXELS = 50; // of finger movement for one wheel notch
const AWAY = -1e5; // no pointer, nothing hovered
const BUTTONS = [0, 2, 1, 3, 4]; // the DOM's numbering to Dear ImGui's

export function attachPointer({
  lab, canvas, ime, poke, drawNow, sendMods, wantsKeyboard, takesWheel,
}) {
  let finger = null; // { id, x, y, startX, startY, scrolling, timer }

  const position = event => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };

  canvas.addEventListener("pointermove", event => {
    const [x, y] = position(event);
    if (finger && event.pointerId === finger.id) moveFinger(x, y);
    else lab._web_mouse(x, y, event.pointerType === "touch" ? 1 : 0);
    poke();
  });

  function moveFinger(x, y) {
    if (!finger.scrolling && Math.hypot(x - finger.startX, y - finger.startY) <= MOVED) return;
    finger.scrolling = true;
    lab._web_wheel((x - finger.x) / WHEEL_PIXELS, (y - finger.y) / WHEEL_PIXELS);
    finger.x = x;
    finger.y = y;
  }

  canvas.addEventListener("pointerdown", event => {
    const [x, y] = position(event);
    sendMods(event);
    try { canvas.setPointerCapture(event.pointerId); } catch { /* the pointer has gone already */ }
    if (event.pointerType === "touch") {
      if (event.isPrimary) putFinger(event.pointerId, x, y);
    } else {
      lab._web_mouse(x, y, 0);
      lab._web_button(BUTTONS[event.button], 1);
      ime.focus({ preventScroll: true });
    }
    event.preventDefault();
    poke();
  });

  function putFinger(id, x, y) {
    lab._web_mouse(x, y, 1);
    drawNow(1);
    const timer = setTimeout(() => {
      if (!finger || finger.scrolling) return;
      finger = null;
      lab._web_button(0, 1);
      poke();
    }, LONG_PRESS);
    finger = { id, x, y, startX: x, startY: y, scrolling: false, timer };
  }

  function liftFinger(event, x, y) {
    if (finger && event.pointerId === finger.id) {
      clearTimeout(finger.timer);
      if (!finger.scrolling && event.type === "pointerup") {
        lab._web_mouse(x, y, 1);
        lab._web_button(0, 1);
        drawNow(2);
        lab._web_button(0, 0);
        drawNow(2);
      }
      finger = null;
    } else {
      lab._web_button(0, 0); // the end of a long-press drag
    }
    drawNow(1);
    lab._web_mouse(AWAY, AWAY, 1);
    // a browser opens its keyboard only from inside the gesture
    if (wantsKeyboard()) ime.focus({ preventScroll: true });
    else ime.blur();
  }

  const lift = event => {
    const [x, y] = position(event);
    if (event.pointerType === "touch") {
      liftFinger(event, x, y);
    } else {
      lab._web_mouse(x, y, 0);
      lab._web_button(BUTTONS[event.button], 0);
    }
    poke();
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  canvas.addEventListener("pointerleave", event => {
    if (event.pointerType === "touch" || event.buttons) return;
    lab._web_mouse(AWAY, AWAY, 0);
    poke();
  });
  canvas.addEventListener("contextmenu", event => event.preventDefault());

  canvas.addEventListener("wheel", event => {
    if (event.ctrlKey || !takesWheel()) return; // the browser's zoom; the page's own scrolling
    const notch = [1 / 100, 1 / 3, 80][event.deltaMode]; // pixels, lines, pages
    sendMods(event);
    lab._web_wheel(-event.deltaX * notch, -event.deltaY * notch);
    event.preventDefault();
    poke(12);
  }, { passive: false });
}
