// serve.mjs DIR [PORT]: a static file server for this machine only, with the right types, the
// compressed copies that the build has made, and a strict policy. docs/WEB.md says what a server of
// your own has to do.
import { open, realpath, stat } from "node:fs/promises";
import http from "node:http";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

// As index.html says itself, and one thing that only a header can: who may put the page in a frame.
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; " +
  "style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; manifest-src 'self'; " +
  "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *";

// A name that somebody else's DNS gives to this machine is not one of its own: a page from there
// must not read what is served here.
const OWN_NAME = /^(localhost|[\w-]+\.localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

// Does the browser take this encoding? "br;q=0" refuses it.
function takes(accepted, encoding) {
  const named = accepted.toLowerCase().split(",").map(each => each.split(";").map(s => s.trim()));
  const found = named.find(([name]) => name === encoding) ?? named.find(([name]) => name === "*");
  return !!found && !found.slice(1).some(field => /^q=0(\.0*)?$/.test(field));
}

// The file below root that this name leads to, or null. A link that leads out of root is none.
async function fileBelow(root, name) {
  try {
    const file = await realpath(path.join(root, name));
    return file.startsWith(root + path.sep) && (await stat(file)).isFile() ? file : null;
  } catch { return null; } // whatever is wrong with it, there is no such file
}

// The name below the root that an address asks for, or null.
function nameIn(url) {
  try {
    const name = decodeURIComponent(new URL(url, "http://localhost").pathname);
    return name.endsWith("/") ? `${name}index.html` : name;
  } catch { return null; }
}

// The best of the copies that the browser takes: [the file, the encoding's name].
async function copyOf(root, file, accepted = "") {
  for (const [ending, name] of [[".br", "br"], [".gz", "gzip"]]) {
    const copy = takes(accepted, name) &&
      await fileBelow(root, path.relative(root, file) + ending);
    if (copy) return [copy, name];
  }
  return [file, ""];
}

const refuse = (response, status, fields = {}) =>
  response.writeHead(status, { "content-type": "text/plain", ...fields })
    .end(`${http.STATUS_CODES[status].toLowerCase()}\n`);

async function answer(root, request, response) {
  if (!OWN_NAME.test(request.headers.host ?? "")) return refuse(response, 421);
  if (!["GET", "HEAD"].includes(request.method))
    return refuse(response, 405, { allow: "GET, HEAD" });
  const name = nameIn(request.url), file = name && await fileBelow(root, name);
  if (!file) return refuse(response, 404);
  const [copy, encoding] = await copyOf(root, file, request.headers["accept-encoding"]);
  const handle = await open(copy).catch(() => null);
  if (!handle) return refuse(response, 404);
  try {
    // The single file has a policy of its own inside.
    const policy = path.relative(root, file).split(path.sep)[0] !== "single" &&
      { "content-security-policy": POLICY };
    response.writeHead(200, {
      "content-type": TYPES[path.extname(file)] || "application/octet-stream",
      "content-length": (await handle.stat()).size,
      ...(encoding && { "content-encoding": encoding }),
      ...policy,
      "vary": "accept-encoding",
      "cache-control": "no-cache",
      "access-control-allow-origin": "*", // a sandboxed frame has no origin of its own
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
    });
    if (request.method === "HEAD") response.end();
    else await pipeline(handle.createReadStream({ autoClose: false }), response);
  } finally { await handle.close(); }
}

// Port 0 takes any free one. Resolves to { url, close }.
export async function serve(directory, port = 0) {
  const root = await realpath(directory);
  const server = http.createServer((request, response) =>
    // whoever asked has gone, or the file cannot be read to its end: the others are served on
    answer(root, request, response).catch(() => response.destroy()));
  return new Promise((resolve, reject) => {
    server.on("error", reject);
    server.listen(port, "127.0.0.1", () => resolve({
      url: `http://127.0.0.1:${server.address().port}/`,
      close: () => new Promise(done => { server.closeAllConnections(); server.close(done); }),
    }));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [directory = ".", port = "8080"] = process.argv.slice(2);
  try {
    console.log((await serve(directory, Number(port))).url);
  } catch (error) {
    console.error(`cannot serve ${directory} on port ${port}: ${error.message}`);
    process.exitCode = 1;
  }
}
