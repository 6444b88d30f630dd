// The program's frames: a few after anything happens, four a second while a caret blinks, none when
// idle.
import { WANTS } from "./bits.mjs";

const CARET_MS = 250;

export function frameLoop({ lab, broken }) {
  let due = 0, request = 0, caret = 0;
  let page = null; // the callbacks that begin() was given

  function tick(ms) {
    request = 0;
    if (broken()) return;
    lab._web_frame(ms);
    if (due > 0) due--;
    page.drawn();
    plan();
  }
  function plan() {
    if (request || !page) return;
    const wants = lab._web_wants();
    if (wants & WANTS.textView) page.toggleText();
    if (wants & WANTS.lesson) page.wantsLesson();
    if (due > 0 || wants & WANTS.frames) request = requestAnimationFrame(tick);
    else if (wants & WANTS.caret && !caret)
      caret = setTimeout(() => { caret = 0; poke(1); }, CARET_MS);
  }
  function poke(n = 4) {
    due = Math.max(due, n);
    plan();
  }
  const drawNow = n => { while (n-- > 0) lab._web_frame(performance.now()); };
  return {
    poke,
    drawNow,
    // page: { drawn, toggleText, wantsLesson }, of which there are none before it is complete
    begin(callbacks) { page = callbacks; plan(); },
  };
}
