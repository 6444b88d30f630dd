// Fetches the WebAssembly module, compiles it while it arrives, and says how much has arrived.

// The size is written in by the build: with a compressed transfer Content-Length is another number.
async function fetchWithProgress(url, totalBytes, onProgress) {
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${response.statusText}`);
  if (!response.body) return response;
  let arrived = 0;
  const counter = new TransformStream({
    transform(chunk, controller) {
      arrived += chunk.byteLength;
      onProgress(Math.min(arrived / totalBytes, 1));
      controller.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(counter), {
    headers: { "content-type": "application/wasm" },
  });
}

// The single-file page has the module inside, in base64.
function inside() {
  const text = document.getElementById("wasm")?.textContent;
  return text && Uint8Array.from(atob(text), c => c.charCodeAt(0));
}

// A server with a wrong MIME type does not matter: the type is ours.
export async function instantiate(url, totalBytes, imports, onProgress, meanwhile) {
  const own = inside();
  const compiled = own ? WebAssembly.instantiate(own, imports) :
    compile(await fetchWithProgress(url, totalBytes, onProgress), imports);
  meanwhile();
  return compiled;
}

async function compile(response, imports) {
  if (WebAssembly.instantiateStreaming) return WebAssembly.instantiateStreaming(response, imports);
  return WebAssembly.instantiate(await response.arrayBuffer(), imports);
}
