// serve.mjs DIR [PORT]: a static file server for this machine only, with the right types, the
// compressed copies that the build has made, and a strict policy. docs/WEB.md says what a server of
// your own has to do.
import { createReadStream, readFileSync, statSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";

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

// In a sandboxed frame the page has no origin of its own, and for WebKit 'self' is then nobody: so
// the policy names the server, too.
const withOrigin = (policy, origin) => policy.replaceAll("'self'", `'self' ${origin}`);

// As the browser calls this server; "" if that is no name of a host.
function originOf({ headers: { host = "" } }) {
  return /^[\w.-]+(:\d+)?$|^\[[\da-f:]+\](:\d+)?$/i.test(host) ? `http://${host}` : "";
}

// A page of HTML, with the server's name in the policy that it has inside.
function sendPage(file, origin, request, response, headers) {
  const text = readFileSync(file, "utf8").replace(/content="default-src[^"]*"/,
    policy => withOrigin(policy, origin));
  const packs = /\bbr\b/.test(request.headers["accept-encoding"]);
  const body = packs ? brotliCompressSync(text) : Buffer.from(text);
  response.writeHead(200, { ...headers, "content-length": body.length,
    ...(packs && { "content-encoding": "br" }) });
  response.end(request.method === "HEAD" ? undefined : body);
}

// The best of the copies that the browser takes: [its ending, the encoding's name].
function encoded(file, accepted = "") {
  for (const [ending, name] of [[".br", "br"], [".gz", "gzip"]])
    if (new RegExp(`\\b${name}\\b`).test(accepted) &&
      statSync(file + ending, { throwIfNoEntry: false })?.isFile()) return [ending, name];
  return ["", ""];
}

function fileFor(root, url) {
  let name;
  try { name = decodeURIComponent(new URL(url, "http://localhost").pathname); } catch { return null; }
  if (name.endsWith("/")) name += "index.html";
  const file = path.join(root, name);
  return file.startsWith(root + path.sep) && !name.includes("\0") ? file : null;
}

// Port 0 takes any free one. Resolves to { url, close }.
export function serve(directory, port = 0) {
  const root = path.resolve(directory);
  const server = http.createServer((request, response) => {
    const file = fileFor(root, request.url);
    const stat = file && statSync(file, { throwIfNoEntry: false });
    if (!stat?.isFile()) { response.writeHead(404).end("not found\n"); return; }
    const [ending, encoding] = encoded(file, request.headers["accept-encoding"]);
    const origin = originOf(request);
    // The single file has a policy of its own inside.
    const policy = !/[\\/]single[\\/]/.test(file) &&
      { "content-security-policy": withOrigin(POLICY, origin) };
    const headers = {
      "content-type": TYPES[path.extname(file)] || "application/octet-stream",
      ...policy,
      "vary": "accept-encoding",
      "cache-control": "no-cache",
      "access-control-allow-origin": "*", // a sandboxed frame has no origin of its own
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
    };
    if (policy && file.endsWith(".html")) {
      sendPage(file, origin, request, response, headers);
      return;
    }
    response.writeHead(200, { ...headers, "content-length": statSync(file + ending).size,
      ...(encoding && { "content-encoding": encoding }) });
    if (request.method === "HEAD") response.end();
    else createReadStream(file + ending).pipe(response);
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
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
    console.error(`cannot serve on port ${port}: ${error.message}`);
    process.exitCode = 1;
  }
}
