// Mouse, pen and touch on the canvas.
//
// A finger that moves scrolls; one that goes up where it came down clicks. One that stays for a
// moment and then goes up is the right button; if it moves then, it drags. Two fingers zoom the
// timeline. Dear ImGui needs a frame between "the pointer is here" and "pressed".
const MOVED = 10; // CSS pixels before a touch counts as a scroll
const LONG_PRESS = 400; // milliseconds before it counts as the right button, or a drag
const PINCH_NOTCH = 1.25; // times as far apart: one notch of the wheel
const WHEEL_PIXELS = 50; // of finger movement for one wheel notch
const AWAY = -1e5; // no pointer, nothing hovered
const BUTTONS = [0, 2, 1, 3, 4]; // the DOM's numbering to Dear ImGui's

export function attachPointer({
  lab, canvas, ime, poke, drawNow, sendMods, wantsKeyboard, takesWheel,
}) {
  // { id, x, y, startX, startY, mode, timer }
  // mode: "" at first, then "scroll", "held", "drag", "pinch"
  let finger = null;
  let pinch = null; // { id, x, y, apart }: the second finger

  const position = event => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };

  canvas.addEventListener("pointermove", event => {
    const [x, y] = position(event);
    if (event.pointerType !== "touch") lab._web_mouse(x, y, 0);
    else if (pinch) movePinch(event.pointerId, x, y);
    else if (finger?.id === event.pointerId) moveFinger(x, y);
    poke();
  });

  function moveFinger(x, y) {
    if (finger.mode === "pinch") return; // what is left of one
    if (finger.mode === "held" || finger.mode === "") {
      if (Math.hypot(x - finger.startX, y - finger.startY) <= MOVED) return;
      finger.mode = finger.mode ? "drag" : "scroll";
      if (finger.mode === "drag") { lab._web_button(0, 1); drawNow(1); }
    }
    if (finger.mode === "drag") lab._web_mouse(x, y, 1);
    else lab._web_wheel((x - finger.x) / WHEEL_PIXELS, (y - finger.y) / WHEEL_PIXELS);
    finger.x = x;
    finger.y = y;
  }

  function beginPinch(id, x, y) {
    clearTimeout(finger.timer);
    if (finger.mode === "drag") lab._web_button(0, 0);
    finger.mode = "pinch";
    pinch = { id, x, y, apart: Math.hypot(x - finger.x, y - finger.y) };
    lab._web_mouse((x + finger.x) / 2, (y + finger.y) / 2, 1);
    drawNow(1); // what is under it
  }

  function movePinch(id, x, y) {
    const moved = id === pinch.id ? pinch : id === finger.id ? finger : null;
    if (!moved) return;
    Object.assign(moved, { x, y });
    const apart = Math.max(Math.hypot(pinch.x - finger.x, pinch.y - finger.y), 1);
    const notches = Math.log(apart / pinch.apart) / Math.log(PINCH_NOTCH);
    pinch.apart = apart;
    lab._web_pinch((pinch.x + finger.x) / 2, (pinch.y + finger.y) / 2, notches);
  }

  canvas.addEventListener("pointerdown", event => {
    const [x, y] = position(event);
    sendMods(event);
    try { canvas.setPointerCapture(event.pointerId); } catch { /* the pointer has gone already */ }
    if (event.pointerType === "touch") {
      if (!finger) putFinger(event.pointerId, x, y);
      else if (!pinch) beginPinch(event.pointerId, x, y);
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
      if (finger?.mode === "") finger.mode = "held";
    }, LONG_PRESS);
    finger = { id, x, y, startX: x, startY: y, mode: "", timer };
  }

  function click(button, x, y) {
    lab._web_mouse(x, y, 1);
    lab._web_button(button, 1);
    drawNow(2);
    lab._web_button(button, 0);
    drawNow(2);
  }

  function liftFinger(event, x, y) {
    if (pinch) {
      if (event.pointerId === finger.id) finger.id = pinch.id; // the other one stays
      else if (event.pointerId !== pinch.id) return;
      pinch = null;
      return;
    }
    if (finger?.id !== event.pointerId) return;
    clearTimeout(finger.timer);
    const { mode } = finger;
    finger = null;
    if (mode === "drag") lab._web_button(0, 0);
    else if (event.type === "pointerup" && mode === "held") click(1, x, y);
    else if (event.type === "pointerup" && mode === "") click(0, x, y);
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
      // what is pressed may need the gesture: the clipboard, a window, a file
      for (let i = 0; i < 4 && lab._web_has_waiting_events(); i++) drawNow(1);
      drawNow(1);
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
