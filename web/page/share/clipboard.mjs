// The clipboard. A browser lets a page write to it only from a key or a press, and WebKit forgets
// that one at the first wait: so it is asked at once, with a promise of a text that is still made.
import { toast } from "../toast.mjs";

async function asItem(text) {
  const blob = Promise.resolve(text).then(words => new Blob([words], { type: "text/plain" }));
  await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
}

// Without the newer interface, or where it is refused: what is selected in a real text field.
function asSelection(text, field) {
  const { value, selectionStart, selectionEnd, selectionDirection } = field;
  field.value = text;
  field.select();
  let done = false;
  try { done = document.execCommand("copy"); } catch { /* there is none */ }
  field.value = value;
  field.setSelectionRange(selectionStart, selectionEnd, selectionDirection);
  return done;
}

// What could not be copied, to be copied by the reader.
function byHand(text) {
  const field = document.createElement("textarea");
  field.readOnly = true;
  field.rows = Math.min(text.split("\n").length, 6);
  field.value = text;
  field.setAttribute("aria-label", "To copy");
  toast("The browser did not let this be copied. Copy it from here:", { field });
  field.focus();
  field.select();
}

// text: a string, or a promise of one. field: a text field that may be used. Resolves to whether it
// is in the clipboard; if it is not, the reader has been told.
export async function copy(text, field) {
  try {
    await asItem(text);
    return true;
  } catch { /* another way */ }
  const words = await text;
  if (asSelection(words, field)) return true;
  byHand(words);
  return false;
}
