// The stand-alone page: reads its address, shows the progress, starts the program.
//   ?lesson=ID&arch=arm64&kernel=v7.0&theme=dark&view=text
import { start } from "./platform.mjs";

const get = id => document.getElementById(id);
const loading = get("loading");
const options = Object.fromEntries(new URLSearchParams(location.search));

try {
  const lab = await start({
    canvas: get("canvas"),
    ime: get("ime"),
    text: get("text"),
    skip: get("skip"),
    wasmBytes: Number(document.body.dataset.wasmBytes),
    onProgress: part => { get("progress").value = part; },
    options,
  });
  loading.remove();
  window.lazymmu = lab; // for tests and for the curious
  window.lazymmu.readyAt = performance.now();
} catch (error) {
  loading.classList.add("failed");
  get("message").textContent = `Lazy MMU Lab cannot start here. ${error.message || error}`;
  console.error(error);
}
