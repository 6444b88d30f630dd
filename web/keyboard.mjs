// Keys and text, all through one hidden text field, so that input methods, dead keys, on-screen
// keyboards and the clipboard work. Without the focus no key is seen, let alone stopped.
//
// Esc, then Tab, leaves the canvas: Tab alone is the program's own.

// What belongs to the browser even while the canvas has the focus.
function isBrowserKey(event, mac) {
  if (["F5", "F11", "F12"].includes(event.key)) return true;
  const command = mac ? event.metaKey : event.ctrlKey;
  if (command && /^[twnlr0+=-]$/i.test(event.key)) return true;
  return !mac && event.altKey && /^Arrow(Left|Right)$/.test(event.key);
}

export function attachKeyboard({ lab, ime, mac, withStrings, poke, sendMods }) {
  let composing = false;
  let leaving = false;

  const send = (code, key, down) => withStrings([code, key], (c, k) => lab._web_key(c, k, down));
  const tap = code => { send(code, "", 1); send(code, "", 0); poke(); };

  ime.addEventListener("keydown", event => {
    if (event.isComposing || event.keyCode === 229) return; // the input method has it
    if (event.key === "Tab" && leaving) return; // the browser moves the focus on
    if (!["Shift", "Control", "Alt", "Meta"].includes(event.key)) leaving = event.key === "Escape";
    sendMods(event);
    if (isBrowserKey(event, mac)) return;
    const command = mac ? event.metaKey : event.ctrlKey;
    if (command && /^v$/i.test(event.key) && !event.altKey) return; // the paste event follows
    send(event.code || event.key, event.key, 1);
    const types = event.key.length === 1 &&
      (!(event.ctrlKey || event.metaKey) || event.getModifierState("AltGraph"));
    if (!types && event.key !== "Dead" && event.key !== "Process") event.preventDefault();
    poke();
  });

  ime.addEventListener("keyup", event => {
    sendMods(event);
    send(event.code || event.key, event.key, 0);
    // macOS swallows the release of a key that was pressed with Command
    if (mac && event.key === "Meta") for (const letter of "ACVXYZ") send(`Key${letter}`, "", 0);
    poke();
  });

  const takeText = () => {
    const text = ime.value;
    ime.value = "";
    if (!text) return;
    withStrings([text], t => lab._web_text(t));
    poke();
  };

  ime.addEventListener("compositionstart", () => {
    composing = true;
    ime.classList.add("composing"); // shows what is being composed, at the caret
  });
  ime.addEventListener("compositionend", () => {
    composing = false;
    ime.classList.remove("composing");
    takeText();
  });
  ime.addEventListener("input", event => {
    if (composing) return;
    if (event.inputType === "deleteContentBackward") tap("Backspace");
    else if (event.inputType === "insertLineBreak") { ime.value = ""; tap("Enter"); }
    else takeText();
  });
  ime.addEventListener("paste", event => {
    event.preventDefault();
    withStrings([event.clipboardData.getData("text/plain")], t => lab._web_paste(t));
    poke(6);
  });

  ime.addEventListener("focus", () => { leaving = false; lab._web_focus(1); poke(); });
  const lost = () => { lab._web_mods(0); lab._web_focus(0); poke(); };
  ime.addEventListener("blur", lost);
  addEventListener("blur", lost);
  addEventListener("focus", () => {
    if (document.activeElement === ime) { lab._web_focus(1); poke(); }
  });
}
