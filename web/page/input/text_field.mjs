// The real text field that lies over the one that is drawn, with the same text and selection. What
// is typed, composed, pasted or selected in it goes to the program; what the program makes of keys
// and of the mouse comes back. A finger gets to see and to touch the real one.
const utf8 = new TextEncoder(), text = new TextDecoder();

// Places: the program counts bytes, the page UTF-16 units.
const toBytes = (words, place) => utf8.encode(words.slice(0, place)).length;
const toUnits = (words, place) => text.decode(utf8.encode(words).subarray(0, place)).length;

// Lays the real field over the drawn one. Nothing: no text is taken.
// Returns { text, start, end }, which is what both have now, or null.
function show(now, { canvas, ime }) {
  ime.classList.toggle("over", !!now);
  if (!now) {
    ime.value = "";
    ime.removeAttribute("style");
    return null;
  }
  const box = canvas.getBoundingClientRect();
  Object.assign(ime.style, { left: `${box.left + now.x}px`, top: `${box.top + now.y}px`,
    width: `${now.width}px`, height: `${now.height}px` });
  ime.classList.toggle("lines", now.manyLines);
  if (ime.value !== now.text) ime.value = now.text;
  const [from, to] = [toUnits(now.text, now.from), toUnits(now.text, now.to)];
  const start = Math.min(from, to), end = Math.max(from, to);
  if (ime.selectionStart !== start || ime.selectionEnd !== end)
    ime.setSelectionRange(start, end, from > to ? "backward" : "forward");
  return { text: now.text, start, end };
}

// What makes one text of the other: `typed` in place of the units between `from` and `to`.
function difference(before, after) {
  let same = 0, tail = 0;
  const least = Math.min(before.length, after.length);
  while (same < least && before[same] === after[same]) same++;
  while (tail < least - same && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  if (same && /[\uD800-\uDBFF]/.test(before[same - 1])) same--; // not inside a character
  if (tail && /[\uDC00-\uDFFF]/.test(before.at(-tail))) tail--;
  return { from: same, to: before.length - tail, typed: after.slice(same, after.length - tail) };
}

export function textField({ lab, canvas, ime, withStrings, drawNow, poke }) {
  let known = null; // { text, start, end } of the real one, when both were last alike
  let composing = false;
  let waiting = null; // what to show when the composition has ended

  // From the program, when its field has changed.
  function set(now) {
    if (composing) waiting = [now];
    else known = show(now, { canvas, ime });
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
    const { from, to, typed } = difference(before, after);
    const replace = (text, first, last) => withStrings([typed], p =>
      lab._web_edit_text(toBytes(text, first), toBytes(text, last), p));
    const was = known;
    settle();
    if (known === was) {
      replace(before, from, to);
      lab._web_select_text(toBytes(after, start), toBytes(after, end));
    } else if (known) { // what was waiting has changed it: what was typed belongs where it is now
      replace(known.text, known.start, known.end);
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
