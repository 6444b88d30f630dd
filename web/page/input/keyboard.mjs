// Keys and text, all through one real text field, so that input methods, dead keys, on-screen
// keyboards and the clipboard work; text_field.mjs keeps it alike with the one that is drawn.
// Without the focus no key is seen, let alone stopped.
//
// Esc, then Tab, leaves the canvas: Tab alone is the program's own.

const MODIFIERS = ["Shift", "Control", "Alt", "Meta"];

// What belongs to the browser even while the canvas has the focus.
function isBrowserKey(event, mac) {
  if (["F5", "F11", "F12"].includes(event.key)) return true;
  const command = mac ? event.metaKey : event.ctrlKey;
  if (command && /^[twnlr0+=-]$/i.test(event.key)) return true;
  return !mac && event.altKey && /^Arrow(Left|Right)$/.test(event.key);
}

// Sends keys to the program: pressed and released take a field's events.
function keySender({ lab, mac, field, withStrings, poke, sendMods }) {
  let leaving = false;
  let moved = false; // a key was sent that may move the drawn caret, and no frame was asked for it
  let opening = false; // something was pressed that may open a text field: the next keys are for it

  const send = (code, key, down) => withStrings([code, key], (c, k) => lab._web_key(c, k, down));
  const tap = code => { send(code, "", 1); send(code, "", 0); poke(); };
  // Before the browser edits the real field, its caret must be where those keys took the drawn one;
  // and the field must be there, however long the frames take that bring it.
  const catchUp = () => {
    if (field.composing()) return;
    if (opening) field.arrive();
    else if (moved && field.wanted()) field.settle();
    moved = opening = false;
  };

  function pressed(event) {
    // the input method has it
    if (event.isComposing || event.keyCode === 229) { catchUp(); return; }
    if (event.key === "Tab" && leaving) return; // the browser moves the focus on
    const modifier = MODIFIERS.includes(event.key);
    if (!modifier) leaving = event.key === "Escape";
    if (opening && !modifier) catchUp();
    sendMods(event);
    if (isBrowserKey(event, mac)) return;
    const command = mac ? event.metaKey : event.ctrlKey;
    // the clipboard's events follow; a field that is being edited does all of it by itself
    const clipboard = field.wanted() ? /^[cvx]$/i : /^v$/i;
    if (command && clipboard.test(event.key) && !event.altKey) { catchUp(); return; }
    const types = event.key === "Dead" || event.key === "Process" || event.key.length === 1 &&
      (!(event.ctrlKey || event.metaKey) || event.getModifierState("AltGraph"));
    if (types) catchUp();
    else moved = true;
    send(event.code || event.key, event.key, 1);
    if (!modifier && (event.ctrlKey || event.metaKey || /^( |Enter)$/.test(event.key)))
      opening = !field.wanted();
    if (!types) event.preventDefault();
    if (event.key === "Enter") field.arrive(); // what it takes may need the gesture
    poke();
  }

  function released(event) {
    sendMods(event);
    send(event.code || event.key, event.key, 0);
    // macOS swallows the release of a key that was pressed with Command
    if (mac && event.key === "Meta") for (const letter of "ACVXYZ") send(`Key${letter}`, "", 0);
    poke();
  }
  return { pressed, released, tap, mayOpen() { opening = true; }, arrived() { leaving = false; } };
}

// alone: the page is nobody's frame, so that keys which nothing else wants are the drawing's.
export function attachKeyboard(tools) {
  const { canvas, ime, alone } = tools, keys = keySender(tools);
  canvas.addEventListener("pointerup", keys.mayOpen);
  ime.addEventListener("keydown", keys.pressed);
  ime.addEventListener("keyup", keys.released);
  // Nobody has the focus, as after a start: a reader of the screen begins at the page's top, and
  // Tab leads to what comes first there. Any other key is meant for the drawing.
  if (alone) document.addEventListener("keydown", event => {
    const nobody = [null, document.body].includes(document.activeElement);
    if (!nobody || ["Tab", ...MODIFIERS].includes(event.key)) return;
    ime.focus({ preventScroll: true });
    if (document.activeElement !== ime) return; // the text is all that is shown
    keys.pressed(event); // what it types goes to where the focus now is
  });
  attachTyping(tools, keys.tap);
  attachFocus(tools, keys.arrived);
}

// What is typed, composed or pasted; tap(code): a key that a phone's keyboard tells as an edit.
function attachTyping({ lab, ime, field, withStrings, poke }, tap) {
  const takeText = () => {
    const text = ime.value;
    ime.value = "";
    if (!text) return;
    withStrings([text], t => lab._web_text(t));
    poke();
  };

  ime.addEventListener("compositionstart", () => field.compose(true));
  ime.addEventListener("compositionend", () => {
    field.compose(false);
    if (!field.wanted()) takeText();
  });
  ime.addEventListener("input", event => {
    if (field.composing()) return;
    if (field.wanted()) { field.take(); return; }
    if (event.inputType === "deleteContentBackward") tap("Backspace");
    else if (event.inputType === "insertLineBreak") { ime.value = ""; tap("Enter"); }
    else takeText();
  });
  ime.addEventListener("paste", event => {
    if (field.wanted()) return; // the browser's own, then its input event
    event.preventDefault();
    withStrings([event.clipboardData.getData("text/plain")], t => lab._web_paste(t));
    poke(6);
  });
}

function attachFocus({ lab, ime, poke }, arrived) {
  ime.addEventListener("focus", () => { arrived(); lab._web_focus(1); poke(); });
  const lost = () => { lab._web_mods(0); lab._web_focus(0); poke(); };
  ime.addEventListener("blur", lost);
  addEventListener("blur", lost);
  addEventListener("focus", () => {
    if (document.activeElement === ime) { lab._web_focus(1); poke(); }
  });
}
