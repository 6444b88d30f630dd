// Starts the shell as the page starts the program: compiled while it arrives, then a frame.
import createShell from "./shell.mjs";

const module = { canvas: document.getElementById("canvas") };
module.instantiateWasm = (imports, receive) => {
  WebAssembly.instantiateStreaming(fetch("shell.wasm"), imports)
    .then(({ instance, module: compiled }) => receive(instance, compiled));
  return {};
};
const shell = await createShell(module);
let frames = 0;
const draw = () => {
  shell._shell_frame(1280, 800);
  frames++;
};
const start = () => {
  draw();
  if (frames < 6) requestAnimationFrame(start);
};
requestAnimationFrame(start);
window.shell = { frames: () => frames, draw };
