// What a start waits for longest: the WebAssembly module, which is compiled while it arrives, and
// the graphics. index.html runs this before all else: page.mjs is read and run meanwhile. A frame
// in somebody's page does nothing of it before it is asked to run.

// Counts what arrives, aside. The size is written in by the build: with a compressed transfer
// Content-Length is another number.
async function tellProgress(body, totalBytes, progress) {
  let arrived = 0;
  for (let reader = body.getReader();;) {
    const { value, done } = await reader.read();
    if (done) return;
    arrived += value.byteLength;
    progress.value = Math.min(arrived / totalBytes, 1);
  }
}

// The single-file page has the module inside, in base64.
function inside() {
  const text = document.getElementById("wasm")?.textContent;
  return text && Uint8Array.from(atob(text), c => c.charCodeAt(0));
}

async function fetchAndCompile() {
  const url = new URL("lab.wasm", document.baseURI);
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${response.statusText}`);
  const copy = response.clone().body;
  const told = copy && tellProgress(copy, Number(document.body.dataset.wasmBytes),
    document.getElementById("progress")).catch(() => {}); // compiling tells of it
  const type = response.headers.get("content-type"); // another one than usual does not matter
  const module = WebAssembly.compileStreaming && type === "application/wasm"
    ? await WebAssembly.compileStreaming(response)
    : await WebAssembly.compile(await response.arrayBuffer());
  await told;
  return module;
}

// The screen's pixels for each of the page's. WebKit does not count the browser's zoom in, nor tell
// of the canvas's own pixels; there the window's two widths show it. On a phone they do not.
export function pixelRatio() {
  const ratio = devicePixelRatio || 1, zoom = outerWidth / innerWidth;
  const told = "devicePixelContentBoxSize" in ResizeObserverEntry.prototype;
  if (told || window !== window.parent || !(zoom > 1.05) || matchMedia("(pointer: coarse)").matches)
    return ratio;
  return ratio * Math.min(zoom, 5);
}

// main() asks for the same context, and gets this one.
const CONTEXT = { alpha: false, depth: false, stencil: false, antialias: false,
  powerPreference: "low-power" };
let begun = false;

// Starts the graphics up, which takes longest of all: as early as can be. The canvas gets its size
// now, since it would be made anew later. The renderer saves and restores the state of a program
// around it, value by value. There is none, so the first answers stay true: asking again would make
// every frame wait until the one before is on the screen.
export function graphics() {
  if (begun) return;
  begun = true;
  const canvas = document.getElementById("canvas"), ratio = pixelRatio();
  const box = canvas.getBoundingClientRect();
  canvas.width = Math.max(Math.round(box.width * ratio), 1);
  canvas.height = Math.max(Math.round(box.height * ratio), 1);
  const gl = canvas.getContext("webgl2", CONTEXT);
  if (!gl) return;
  const ask = gl.getParameter.bind(gl);
  let known = new Map();
  gl.getParameter = name => {
    if (!known.has(name)) known.set(name, ask(name));
    return known.get(name);
  };
  canvas.addEventListener("webglcontextlost", () => { known = new Map(); });
}

let compiled = null;

// The compiled module, as a promise.
export function program() {
  if (!compiled) {
    const own = inside();
    compiled = own ? WebAssembly.compile(own) : fetchAndCompile();
    compiled.catch(() => {}); // whoever waits for it hears of it
  }
  return compiled;
}

if (new URLSearchParams(location.search).get("mode") !== "embed") {
  program();
  graphics();
}
