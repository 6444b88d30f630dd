// Registers the service worker, and tells the reader when a newer version is there.
import { toast } from "../toast.mjs";

const watch = registration => {
  const offer = worker => toast("There is a new version of this page.", { action: "Reload",
    act() {
      navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(),
        { once: true });
      worker.postMessage("take over");
    } });
  // The first one has nothing to replace.
  if (registration.waiting && navigator.serviceWorker.controller) offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => {
      if (worker.state === "installed" && navigator.serviceWorker.controller) offer(worker);
    });
  });
};

// Not in a frame: what is kept belongs to the page itself. Where it is not allowed, nothing is
// lost.
export function keepForLater() {
  if (window !== window.parent || !/^https?:$/.test(location.protocol)) return;
  // when the start is over: what is kept is fetched with what is left of the network
  setTimeout(() => navigator.serviceWorker?.register("sw.js")
    .then(registration => registration && watch(registration), () => {}), 1500);
}
