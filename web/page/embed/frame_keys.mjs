// Keys that mean nothing to the program go to the page around it: in a deck of slides they turn the
// page, and a frame that had the focus would swallow them for good.
import { WANTS } from "../bits.mjs";

const PAGES = ["PageUp", "PageDown"];

function atTheEnd(s, key) {
  if (s.screen !== "lesson" && s.screen !== "playground") return false;
  if (key === "ArrowLeft") return s.step === 0 && s.lesson_step === 0;
  return s.step === s.steps && s.lesson_step === s.lesson_steps - 1;
}

// The text view and the bar have the browser's own use for them.
function goesOut(event, lab) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return false;
  if (event.target.closest?.("#text, select")) return false;
  if (lab && lab.module._web_wants() & WANTS.caret) return false;
  if (PAGES.includes(event.key)) return true;
  // an arrow goes on to the next page when it is pressed once more, not when it is held
  return !!lab && event.target.id === "ime" && !event.repeat && !event.shiftKey &&
    ["ArrowLeft", "ArrowRight"].includes(event.key) && atTheEnd(lab.state(), event.key);
}

// running(): the program, or null.
export function passKeys(peer, running) {
  addEventListener("keydown", event => {
    if (!peer.met() || !goesOut(event, running())) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { key, code, shiftKey } = event;
    peer.send({ type: "event", event: "key", key, code, shiftKey });
  }, true);
}
