// The page's side of a search: one worker for each, so that its memory is given back with it, and a
// watch over it, since a browser may end a worker without a word.
const LOADING_TICKS = 30, SILENT_TICKS = 10, TICK_MS = 1000;

// news(id, json) and lost(id, why) are called later.
export function exploreHost({ news, lost }) {
  let worker = null, watch = 0;

  const stop = () => {
    worker?.terminate();
    worker = null;
    clearInterval(watch);
  };

  const start = (id, plan) => {
    stop();
    try {
      worker = new Worker(new URL("explore_worker.mjs", import.meta.url), { type: "module" });
    } catch { return false; }
    const own = worker;
    let patience = LOADING_TICKS;
    const give = why => {
      if (worker !== own) return;
      stop();
      lost(id, why);
    };
    own.onmessage = ({ data }) => {
      if (worker !== own) return;
      if (data.error) { give(data.error); return; }
      patience = SILENT_TICKS;
      if (data.done) stop();
      news(id, data.news);
    };
    own.onerror = event => { event.preventDefault(); give("its worker failed"); };
    own.onmessageerror = () => give("its worker cannot be understood");
    // Ticks, not a clock: a tab that slept has not waited.
    watch = setInterval(() => { if (--patience < 0) give("its worker is gone"); }, TICK_MS);
    own.postMessage({ start: id, plan });
    return true;
  };

  return { start, stop };
}
