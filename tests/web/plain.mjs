// A plain static server, as anybody has one: it knows types, and sends no header that allows
// anything. instead(name, request) may answer in its place: { status, headers, body }.
import { readFileSync } from "node:fs";
import http from "node:http";
import path from "node:path";

const TYPES = { ".html": "text/html", ".mjs": "text/javascript", ".js": "text/javascript",
  ".css": "text/css", ".json": "application/json", ".svg": "image/svg+xml", ".png": "image/png",
  ".wasm": "application/wasm", ".webmanifest": "application/manifest+json" };

function fromFolder(folder, name) {
  try {
    return { body: readFileSync(path.join(folder, name)),
      headers: { "content-type": TYPES[path.extname(name)] ?? "application/octet-stream" } };
  } catch { return { status: 404, body: "not found" }; }
}

export async function plain(folder, instead = () => undefined) {
  const server = http.createServer((request, response) => {
    let name = decodeURIComponent(new URL(request.url, "http://localhost").pathname).slice(1);
    if (name === "" || name.endsWith("/")) name += "index.html";
    const { status = 200, headers = {}, body = "" } =
      instead(name, request) ?? fromFolder(folder, name);
    response.writeHead(status, headers).end(body);
  });
  await new Promise(done => server.listen(0, "127.0.0.1", done));
  return { url: `http://127.0.0.1:${server.address().port}/`,
    close: () => new Promise(done => { server.closeAllConnections(); server.close(done); }) };
}
