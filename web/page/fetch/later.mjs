// The part of the program that is not needed to play a lesson. It is fetched when the reader first
// does anything, and compiled aside; at once where that takes no network, or something is to be
// opened that may need it. What calls into it before it is here gets it too, and the page waits.
const EVENTS = ["pointerdown", "pointermove", "wheel", "keydown", "drop", "message"];

// The single-file page has it inside, in base64.
function inside() {
  const text = document.getElementById("wasm-later")?.textContent;
  return text === undefined ? text : Uint8Array.from(atob(text), c => c.charCodeAt(0));
}

function fetchAtOnce(url) {
  const request = new XMLHttpRequest();
  request.open("GET", url, false);
  request.overrideMimeType("text/plain; charset=x-user-defined"); // every byte as it is
  request.send();
  if (request.status !== 200) throw new Error(`${request.status} ${request.statusText}`);
  return Uint8Array.from(request.responseText, c => c.charCodeAt(0));
}

// A service worker has it, if it has the page. To ask is an error in a frame without an origin.
function nearby() {
  if (inside() !== undefined) return true;
  try { return !!navigator.serviceWorker?.controller; } catch { return false; }
}

// failed(error): it was needed, and could not be had.
export function laterPart(url, failed) {
  let primary = null, table = null, state = "here", coming = null, waits = 0;
  const imports = () => ({ primary });
  const here = () => { state = "here"; };

  // Its functions put themselves into the table, in place of those that ask for them.
  function now() {
    waits++;
    try {
      const bytes = inside() ?? fetchAtOnce(url);
      new WebAssembly.Instance(new WebAssembly.Module(bytes), imports());
      here();
    } catch (error) {
      failed(error);
      throw error;
    }
  }

  async function come() {
    const own = inside();
    if (own) await WebAssembly.instantiate(own, imports());
    else
      await WebAssembly.instantiateStreaming(fetch(url, { credentials: "same-origin" }), imports());
    here();
  }

  function wanted() {
    if (state !== "away") return coming;
    state = "coming";
    // what failed is asked for again
    return coming = come().catch(() => { if (state === "coming") state = "away"; });
  }

  return {
    // What the first part calls until then: `placeholder.N` stands for entry N of the table.
    placeholders: new Proxy({}, {
      get: (_, n) => (...values) => {
        if (state !== "here") now();
        return table.get(Number(n))(...values);
      },
    }),
    // The first part; a module that was not split has no placeholders.
    begin({ exports }, module) {
      if (!WebAssembly.Module.imports(module).some(i => i.module === "placeholder")) return;
      state = "away";
      primary = exports;
      table = Object.values(exports).find(e => e instanceof WebAssembly.Table);
      for (const type of EVENTS) addEventListener(type, wanted, { once: true, passive: true });
      if (nearby()) wanted();
    },
    wanted,
    state: () => ({ state, waits }),
  };
}
