// Keeps the page for when there is no network. The build writes in every file with a hash of its
// content: a new version fetches only what has changed, and takes over when the reader says so.
const VERSION = "@VERSION@";
const FILES = JSON.parse('@FILES@');
const PREFIX = "lazymmu-", CACHE = PREFIX + VERSION;

const address = name => new URL(name, registration.scope).href;

async function install() {
  const cache = await caches.open(CACHE);
  const older = (await caches.keys()).filter(name => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(Object.entries(FILES).map(async ([name, hash]) => {
    const key = `${address(name)}?${hash}`; // by content, so that an older cache can give it
    for (const other of older) {
      const known = await (await caches.open(other)).match(key);
      if (known) return cache.put(key, known);
    }
    const response = await fetch(address(name), { cache: "no-cache" });
    if (!response.ok) throw new Error(`${name}: ${response.status}`);
    return cache.put(key, response);
  }));
}

addEventListener("install", event => event.waitUntil(install()));

addEventListener("activate", event => event.waitUntil((async () => {
  for (const name of await caches.keys())
    if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
  await clients.claim();
})()));

addEventListener("message", event => { if (event.data === "take over") skipWaiting(); });

addEventListener("fetch", event => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || !url.href.startsWith(registration.scope)) return;
  const name = url.href.slice(registration.scope.length).replace(/[?#].*$/, "") || "index.html";
  if (!(name in FILES)) return;
  event.respondWith((async () => {
    const kept = await (await caches.open(CACHE)).match(`${address(name)}?${FILES[name]}`);
    return kept || fetch(request);
  })());
});
