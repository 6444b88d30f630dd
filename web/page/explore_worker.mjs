// A plain worker that runs one search after the other, with the engine's own small module.
//   in   { start: id, plan }    a plan, or its JSON text; the search before is dropped
//        { cancel: id }
//   out  { id, news }           about ten times a second: a report as JSON text
//        { id, news, done: true, cancelled, lesson }
//        { id, error }
import { Engine, PlanError } from "../engine/engine.mjs";

let engine = null;
let current = null; // the search that runs: { id, abort }

async function search(id, plan) {
  const abort = new AbortController();
  current = { id, abort };
  try {
    engine ??= await Engine.load();
    await engine.run(plan, {
      signal: abort.signal,
      onProgress: () => { if (!abort.signal.aborted) postMessage({ id, news: engine.news() }); },
    });
    if (current?.id !== id) return; // another one has begun
    postMessage({ id, news: engine.news(), done: true, cancelled: abort.signal.aborted,
      lesson: engine.lesson() });
  } catch (error) {
    if (!(error instanceof PlanError)) engine = null; // it may have stopped in the middle
    postMessage({ id, error: String(error?.message ?? error) });
  }
  if (current?.id === id) current = null;
}

let last = Promise.resolve();

addEventListener("message", ({ data }) => {
  if (data?.start !== undefined) {
    current?.abort.abort();
    last = last.then(() => search(data.start, data.plan));
  } else if (data?.cancel !== undefined && current?.id === data.cancel) {
    current.abort.abort();
  }
});
