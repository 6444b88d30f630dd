// Why the program cannot start, in words, where the browser says "Failed to fetch" or less.
const policy = needs => `A policy (Content-Security-Policy) of its server forbids it: ${needs}.`;

export function reason(error) {
  const text = String(error.message || error);
  const refused = window.lazymmuRefused ?? []; // guard.js
  if (typeof WebAssembly !== "object") return "This browser has no WebAssembly.";
  if (/WebAssembly/.test(text) && /Content Security Policy|unsafe-eval|\bCSP\b/.test(text))
    return policy("script-src needs 'wasm-unsafe-eval'");
  if (error instanceof TypeError && refused.some(each => each.startsWith("connect-src")))
    return policy("connect-src needs 'self'");
  if (!/fetch|NetworkError|Load failed/.test(text)) return text;
  if (self.origin === "null" && location.protocol !== "file:")
    return "This frame is in a sandbox: the program's server has to send " +
      '"Access-Control-Allow-Origin: *", or the sandbox to have allow-same-origin.';
  return `Its files cannot be fetched: is there a network? (${text})`;
}
