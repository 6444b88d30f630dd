// The real text field that lies over the one that is drawn, with the same text and selection. What
// is typed, composed, pasted or selected in it goes to the program; what the program makes of keys
// and of the mouse comes back. A finger gets to see and to touch the real one.
const utf8 = new TextEncoder(), text = new TextDecoder();

// Places: the program counts bytes, the page UTF-16 units.
const toBytes = (words, place) => utf8.encode(words.slice(0, place)).length;
const toUnits = (words, place) => text.decode(utf8.encode(words).subarray(0, place)).length;

export function textField({ lab, canvas, ime, withStrings, drawNow, poke }) {
  let known = null; // { text, start, end } of the real one, when both were last alike
  let composing = false;
  let waiting = null; // what to show when the composition has ended

  const place = ({ x, y, width, height }) => {
    const box = canvas.getBoundingClientRect();
    Object.assign(ime.style, { left: `${box.left + x}px`, top: `${box.top + y}px`,
      width: `${width}px`, height: `${height}px` });
  };

  // From the program, when its field has changed. Nothing: no text is taken.
  function set(now) {
    if (composing) { waiting = [now]; return; }
    ime.classList.toggle("over", !!now);
    if (!now) {
      known = null;
      ime.value = "";
      ime.removeAttribute("style");
      return;
    }
    place(now);
    ime.classList.toggle("lines", now.manyLines);
    if (ime.value !== now.text) ime.value = now.text;
    const [from, to] = [toUnits(now.text, now.from), toUnits(now.text, now.to)];
    const start = Math.min(from, to), end = Math.max(from, to);
    if (ime.selectionStart !== start || ime.selectionEnd !== end)
      ime.setSelectionRange(start, end, from > to ? "backward" : "forward");
    known = { text: now.text, start, end };
  }

  // Keys that were pressed before must have done their work.
  const settle = () => {
    for (let i = 0; i < 32 && lab._web_has_waiting_events(); i++) drawNow(1);
  };

  // What was pressed may open a field: draws until it is there, or is not to come. A press, its
  // command, the field and its focus take a frame each.
  const arrive = () => {
    settle();
    for (let i = 0; i < 4 && !known; i++) drawNow(1);
  };

  // The real one has changed: finds out what, and does the same to the drawn one.
  function take() {
    if (!known || composing) return;
    const before = known.text, after = ime.value;
    const [start, end] = [ime.selectionStart, ime.selectionEnd];
    if (before === after) return;
    let same = 0, tail = 0;
    const least = Math.min(before.length, after.length);
    while (same < least && before[same] === after[same]) same++;
    while (tail < least - same && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
    if (same && /[\uD800-\uDBFF]/.test(before[same - 1])) same--; // not inside a character
    if (tail && /[\uDC00-\uDFFF]/.test(before.at(-tail))) tail--;
    const typed = after.slice(same, after.length - tail);
    const was = known;
    settle();
    if (known === was) {
      const from = toBytes(before, same), to = toBytes(before, before.length - tail);
      withStrings([typed], p => lab._web_edit_text(from, to, p));
      lab._web_select_text(toBytes(after, start), toBytes(after, end));
    } else if (known) { // what was waiting has changed it: what was typed belongs where it is now
      const [from, to] = [known.start, known.end].map(at => toBytes(known.text, at));
      withStrings([typed], p => lab._web_edit_text(from, to, p));
    }
    drawNow(1); // it may have refused some of it: set() follows
    poke();
  }

  function takeSelection() {
    if (!known || composing || document.activeElement !== ime || ime.value !== known.text) return;
    const [start, end] = [ime.selectionStart, ime.selectionEnd];
    if (start === known.start && end === known.end) return;
    Object.assign(known, { start, end });
    lab._web_select_text(toBytes(known.text, start), toBytes(known.text, end));
    poke();
  }

  function compose(on) {
    composing = on;
    ime.classList.toggle("composing", on); // shows what is being composed
    if (on) return;
    const late = waiting;
    waiting = null;
    if (known) take();
    else if (late) set(late[0]);
  }

  document.addEventListener("selectionchange", takeSelection);
  ime.addEventListener("selectionchange", takeSelection);
  return { set, take, settle, arrive, compose, wanted: () => known !== null,
    composing: () => composing };
}
