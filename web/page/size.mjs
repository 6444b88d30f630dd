// The canvas has as many pixels as the screen, whatever the zoom, and follows changes.
import { pixelRatio } from "./loader.mjs";

export function watchSize({ lab, canvas, drawNow, poke }) {
  let known = 0; // the ratio that was measured
  let last = ""; // what the program was told
  const measure = entry => {
    const box = canvas.getBoundingClientRect(), ratio = pixelRatio();
    if (!box.width || !box.height) return; // it is not shown
    const exact = entry?.devicePixelContentBoxSize?.[0];
    // Under an emulated scale (developer tools) that box is in CSS pixels: believe it only if near.
    const pixels = (css, device) => {
      const n = Math.round(css * ratio);
      return device && Math.abs(device - n) <= 1 ? device : n;
    };
    const width = pixels(box.width, exact?.inlineSize);
    const height = pixels(box.height, exact?.blockSize);
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    known = ratio;
    const told = [box.width, box.height, width, height];
    lab._web_size(...told);
    if (last !== (last = `${told}`)) drawNow(1); // a resized canvas is blank until drawn
    poke();
  };
  const observer = new ResizeObserver(entries => measure(entries[entries.length - 1]));
  try {
    observer.observe(canvas, { box: "device-pixel-content-box" });
  } catch { observer.observe(canvas); }
  const watchRatio = () => matchMedia(`(resolution: ${devicePixelRatio}dppx)`)
    .addEventListener("change", () => { measure(); watchRatio(); }, { once: true });
  watchRatio();
  measure();
  // not every change of the ratio is told: look at each frame
  const follow = () => { if (known && known !== pixelRatio()) measure(); };
  return { measure: () => measure(), follow };
}
