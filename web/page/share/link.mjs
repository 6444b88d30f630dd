// Share links: everything that is open, in the address. The fragment is "#v1." and then, in
// base64url, the raw-deflated JSON text of a saved session (docs/FILES.md).
const MARK = "#v1.";
// The same as in app/link/link.cpp: whatever opens a link opens the same ones.
const MAX_LINK = 1024 * 1024, MAX_TEXT = 4 * 1024 * 1024;

export const isLink = fragment => /^#v\d+\./.test(fragment);

const base64url = bytes => {
  let text = "";
  for (let i = 0; i < bytes.length; i += 4096)
    text += String.fromCharCode(...bytes.subarray(i, i + 4096));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};

export async function encodeLink(json) {
  const packed = new Blob([json]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return MARK + base64url(new Uint8Array(await new Response(packed).arrayBuffer()));
}

// The text in a link. Throws an Error whose message is for the reader. However much a hostile link
// would grow to, no more than MAX_TEXT is kept.
export async function decodeLink(fragment) {
  if (!fragment.startsWith(MARK)) {
    if (isLink(fragment)) throw new Error("it was made by a newer version");
    throw new Error("it is not a link of this program");
  }
  if (fragment.length > MAX_LINK) throw new Error("it is too long");
  const code = fragment.slice(MARK.length);
  if (!/^[A-Za-z0-9_-]+$/.test(code)) throw new Error("it is damaged");
  let bytes;
  try {
    bytes = Uint8Array.from(atob(code.replaceAll("-", "+").replaceAll("_", "/")),
      c => c.charCodeAt(0));
  } catch { throw new Error("it is damaged"); }
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"))
    .getReader();
  const chunks = [];
  let size = 0;
  for (;;) {
    let part;
    try {
      part = await reader.read();
    } catch { throw new Error("it is damaged"); }
    if (part.done) break;
    chunks.push(part.value);
    size += part.value.length;
    if (size > MAX_TEXT) {
      reader.cancel().catch(() => {});
      throw new Error("it holds too much");
    }
  }
  let text, session;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(await new Blob(chunks).arrayBuffer());
    session = JSON.parse(text);
  } catch { throw new Error("it is damaged"); }
  if (typeof session !== "object" || session === null || Array.isArray(session))
    throw new Error("it holds no session");
  return text;
}
