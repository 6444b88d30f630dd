// Keeps the page for when there is no network. The build writes in every file with a hash of its
// content: a new version fetches only what has changed, and takes over when the reader says so.
const VERSION = "@VERSION@";
const FILES = JSON.parse('@FILES@');
const PREFIX = "lazymmu-", CACHE = PREFIX + VERSION;

const address = name => new URL(name, registration.scope).href;
const keyOf = (name, hash) => `${address(name)}?${hash}`; // by content: any version can give it

// A server may name itself beside 'self' in the policy of a page (docs/EMBED.md): that makes no
// other version of it.
function asBuilt(name, bytes) {
  if (!name.endsWith(".html")) return bytes;
  const text = new TextDecoder().decode(bytes);
  return new TextEncoder().encode(text.replaceAll(`'self' ${location.origin}`, "'self'"));
}

async function hashOf(name, bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", asBuilt(name, bytes)));
  return Array.from(digest, byte => byte.toString(16).padStart(2, "0")).join("").slice(0, 16);
}

// What the versions before keep, as far as it is what its key says. A wrong file would stay for
// good, so it goes at once: the network has a better one. Such a file may be why the page does not
// start, and nobody can say then that a new version may take over.
async function lookThrough() {
  const right = new Map();
  let hurt = false;
  for (const name of (await caches.keys()).filter(each => each.startsWith(PREFIX))) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const kept = await cache.match(request);
      const { pathname } = new URL(request.url);
      const hash = await hashOf(pathname, await kept.clone().arrayBuffer());
      if (request.url.endsWith(`?${hash}`) && !kept.redirected) {
        right.set(request.url, kept);
      } else {
        hurt = true;
        await cache.delete(request);
      }
    }
  }
  return { right, hurt };
}

// While a server is being changed, or a cache on the way is old, it gives files of another version.
async function fetched(name, hash) {
  const response = await fetch(address(name), { cache: "no-cache" });
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  const bytes = await response.arrayBuffer();
  if (await hashOf(name, bytes) !== hash) throw new Error(`${name} is not of this version`);
  // one of its own: what came by way of a redirection may not answer for a page
  return new Response(bytes, { headers: response.headers });
}

let heals = false;

async function install() {
  const { right, hurt } = await lookThrough();
  const cache = await caches.open(CACHE);
  await Promise.all(Object.entries(FILES).map(async ([name, hash]) => {
    const key = keyOf(name, hash);
    return cache.put(key, right.get(key) ?? await fetched(name, hash));
  }));
  heals = hurt;
  if (heals) await skipWaiting();
}

async function activate() {
  for (const name of await caches.keys())
    if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
  await clients.claim();
  if (heals)
    for (const client of await clients.matchAll({ type: "window" }))
      client.navigate(client.url).catch(() => {}); // it has gone meanwhile
}

addEventListener("install", event => event.waitUntil(install()));
addEventListener("activate", event => event.waitUntil(activate()));
addEventListener("message", event => { if (event.data === "take over") skipWaiting(); });

addEventListener("fetch", event => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || !url.href.startsWith(registration.scope)) return;
  const name = url.href.slice(registration.scope.length).replace(/[?#].*$/, "") || "index.html";
  if (!Object.hasOwn(FILES, name)) return;
  event.respondWith((async () => {
    const kept = await (await caches.open(CACHE)).match(keyOf(name, FILES[name]));
    return kept || fetch(request);
  })());
});
