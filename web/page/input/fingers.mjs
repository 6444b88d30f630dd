// Touch on the canvas. A finger that moves scrolls; one that goes up where it came down clicks. One
// that stays for a moment and then goes up is the right button; if it moves then, it drags. Two
// fingers zoom the timeline. Dear ImGui needs a frame between "the pointer is here" and "pressed".

export const AWAY = -1e5; // no pointer, nothing hovered
const MOVED = 10; // CSS pixels before a touch counts as a scroll
const LONG_PRESS = 400; // milliseconds before it counts as the right button, or a drag
const PINCH_NOTCH = 1.25; // times as far apart: one notch of the wheel
const WHEEL_PIXELS = 50; // of finger movement for one wheel notch

export class Fingers {
  // { id, x, y, startX, startY, mode, timer }
  // mode: "" at first, then "scroll", "held", "drag", "pinch"
  #finger = null;
  #pinch = null; // { id, x, y, apart }: the second finger
  #lab;
  #drawNow;

  constructor(lab, drawNow) {
    this.#lab = lab;
    this.#drawNow = drawNow;
  }

  down(id, x, y) {
    if (!this.#finger) this.#put(id, x, y);
    else if (!this.#pinch) this.#beginPinch(id, x, y);
  }

  move(id, x, y) {
    if (this.#pinch) this.#movePinch(id, x, y);
    else if (this.#finger?.id === id) this.#moveOne(x, y);
  }

  // taken: the browser has made something else of it. True: the last one has gone.
  up(id, x, y, taken) {
    if (this.#pinch) {
      if (id === this.#finger.id) this.#finger.id = this.#pinch.id; // the other one stays
      else if (id !== this.#pinch.id) return false;
      this.#pinch = null;
      return false;
    }
    if (this.#finger?.id !== id) return false;
    clearTimeout(this.#finger.timer);
    const { mode } = this.#finger;
    this.#finger = null;
    if (mode === "drag") this.#lab._web_button(0, 0);
    else if (!taken && mode === "held") this.#click(1, x, y);
    else if (!taken && mode === "") this.#click(0, x, y);
    this.#drawNow(1);
    this.#lab._web_mouse(AWAY, AWAY, 1);
    return true;
  }

  #put(id, x, y) {
    this.#lab._web_mouse(x, y, 1);
    this.#drawNow(1);
    const timer = setTimeout(() => {
      if (this.#finger?.mode === "") this.#finger.mode = "held";
    }, LONG_PRESS);
    this.#finger = { id, x, y, startX: x, startY: y, mode: "", timer };
  }

  #moveOne(x, y) {
    const finger = this.#finger;
    if (finger.mode === "pinch") return; // what is left of one
    if (finger.mode === "held" || finger.mode === "") {
      if (Math.hypot(x - finger.startX, y - finger.startY) <= MOVED) return;
      finger.mode = finger.mode ? "drag" : "scroll";
      if (finger.mode === "drag") { this.#lab._web_button(0, 1); this.#drawNow(1); }
    }
    if (finger.mode === "drag") this.#lab._web_mouse(x, y, 1);
    else this.#lab._web_wheel((x - finger.x) / WHEEL_PIXELS, (y - finger.y) / WHEEL_PIXELS);
    finger.x = x;
    finger.y = y;
  }

  #click(button, x, y) {
    this.#lab._web_mouse(x, y, 1);
    this.#lab._web_button(button, 1);
    this.#drawNow(2);
    this.#lab._web_button(button, 0);
    this.#drawNow(2);
  }

  #beginPinch(id, x, y) {
    const finger = this.#finger;
    clearTimeout(finger.timer);
    if (finger.mode === "drag") this.#lab._web_button(0, 0);
    finger.mode = "pinch";
    this.#pinch = { id, x, y, apart: Math.hypot(x - finger.x, y - finger.y) };
    this.#lab._web_mouse((x + finger.x) / 2, (y + finger.y) / 2, 1);
    this.#drawNow(1); // what is under it
  }

  #movePinch(id, x, y) {
    const finger = this.#finger, pinch = this.#pinch;
    const moved = id === pinch.id ? pinch : id === finger.id ? finger : null;
    if (!moved) return;
    Object.assign(moved, { x, y });
    const apart = Math.max(Math.hypot(pinch.x - finger.x, pinch.y - finger.y), 1);
    const notches = Math.log(apart / pinch.apart) / Math.log(PINCH_NOTCH);
    pinch.apart = apart;
    this.#lab._web_pinch((pinch.x + finger.x) / 2, (pinch.y + finger.y) / 2, notches);
  }
}
