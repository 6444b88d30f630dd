// The server of `./lab web`: whatever somebody sends it, it answers and goes on, and nothing but
// what lies below its folder gets out.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import test from "node:test";
import { serve } from "../../web/serve.mjs";

// A folder with every kind of thing that a path can lead to, and something secret beside it.
function makeTree() {
  const top = mkdtempSync(path.join(os.tmpdir(), "serve-")), root = path.join(top, "root");
  mkdirSync(path.join(root, "folder"), { recursive: true });
  writeFileSync(path.join(top, "secret.txt"), "secret");
  writeFileSync(path.join(root, "index.html"), "the page");
  writeFileSync(path.join(root, "plain.css"), "plain");
  writeFileSync(path.join(root, "plain.css.br"), "as br");
  writeFileSync(path.join(root, "plain.css.gz"), "as gz");
  writeFileSync(path.join(root, "large.bin"), Buffer.alloc(8 << 20));
  writeFileSync(path.join(root, "caught.css"), "its own");
  for (const [name, to] of [["inside.css", "plain.css"], ["loop", "loop"], ["out.txt",
    "../secret.txt"], ["out", ".."], ["caught.css.br", "../secret.txt"], ["nowhere", "missing"]])
    symlinkSync(to, path.join(root, name));
  execFileSync("mkfifo", [path.join(root, "fifo")]);
  return { top, root };
}

async function withServer(body) {
  const { top, root } = makeTree(), server = await serve(root);
  try {
    await body(server, Number(new URL(server.url).port));
  } finally {
    await server.close();
    rmSync(top, { recursive: true });
  }
}

// The path as it is here, which fetch() would tidy up.
const get = (port, where, { headers = {}, method = "GET" } = {}) => new Promise((done, failed) =>
  http.request({ port, host: "127.0.0.1", path: where, method, headers }, response => {
    const parts = [];
    response.on("data", part => parts.push(part));
    response.on("end", () => done({ status: response.statusCode, headers: response.headers,
      text: Buffer.concat(parts).toString("latin1") }));
  }).on("error", failed).end());

// Bytes that no client would send; resolves when the server has answered, or closed.
const raw = (port, bytes) => new Promise(done => {
  const socket = net.connect(port, "127.0.0.1", () => socket.end(bytes));
  socket.once("data", data => { socket.destroy(); done(data.toString("latin1")); });
  socket.once("close", () => done(""));
  socket.once("error", () => {});
});

const alive = async port => assert.equal((await get(port, "/")).text, "the page");

const NOT_FOUND = ["/index.html/", "/index.html/x", `/${"a".repeat(300)}`,
  `/${"a/".repeat(3000)}`, "/loop", "/loop/x", "/nowhere", "/folder", "/folder/", "/fifo", "/%",
  "/%zz", "/%00", "/index.html%00", "/%ff", "/%ED%A0%80", "/out.txt", "/out/secret.txt", "/out/",
  "/../secret.txt", "/..%2fsecret.txt", "/%2e%2e/secret.txt", "/folder/../../secret.txt",
  "//secret.txt/..", "/..\\secret.txt", "/%5c..%5csecret.txt", "/missing", "//", "///", "http://["];

test("what is not a file below the folder is not found, and the server goes on", () =>
  withServer(async (_, port) => {
    for (const where of NOT_FOUND) {
      const { status, text } = await get(port, where);
      assert.ok(status === 404 || text === "the page", `${where}: ${status} ${text}`);
      assert.ok(!text.includes("secret"), where);
    }
    await alive(port);
    assert.equal((await get(port, "/inside.css")).text, "plain"); // a link that stays inside
  }));

test("damaged requests, other methods, and clients that leave do not end it", () =>
  withServer(async (server, port) => {
    for (const bytes of ["\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "\0\xff\0\r\n\r\n",
      "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n", `GET / HTTP/1.1\r\nX: ${"x".repeat(99999)}`,
      "CONNECT localhost:1 HTTP/1.1\r\nHost: localhost\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"])
      await raw(port, bytes);
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
      assert.equal((await get(port, "/", { method })).status, 405, method);
    assert.deepEqual([(await get(port, "/", { method: "HEAD" })).status,
      (await get(port, "/", { method: "HEAD" })).text], [200, ""]);
    for (let i = 0; i < 20; i++) // gone when the first of eight megabytes has come
      await raw(port, "GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await alive(port);
  }));

test("it answers to this machine's own names only", () => withServer(async (_, port) => {
  for (const host of ["localhost", `localhost:${port}`, "127.0.0.1", `127.0.0.1:${port}`,
    "[::1]:8080", "lab.localhost:8080", "LOCALHOST"])
    assert.equal((await get(port, "/", { headers: { host } })).status, 200, host);
  for (const host of ["rebound.example", `rebound.example:${port}`, "localhost.rebound.example",
    "127.0.0.1.rebound.example", "x@localhost", "localhost:80:80", "192.168.0.1", "[::2]", "."])
    assert.equal((await get(port, "/", { headers: { host } })).status, 421, host);
}));

test("a compressed copy is sent to those who take it, and lies below the folder too", () =>
  withServer(async (_, port) => {
    const sent = async (accepted, where = "/plain.css") =>
      (await get(port, where, { headers: { "accept-encoding": accepted } })).text;
    for (const [accepted, text] of [["gzip, deflate, br", "as br"], ["gzip", "as gz"],
      ["br;q=0, gzip", "as gz"], ["br;q=0.000,gzip;q=0", "plain"], ["BR; Q=0.5", "as br"],
      ["*", "as br"], ["*;q=0", "plain"], ["br;q=0, *", "as gz"], ["", "plain"],
      ["identity", "plain"], ["xbr, brx, sbr-br", "plain"], [",;,;q=0,=;", "plain"]])
      assert.equal(await sent(accepted), text, accepted);
    assert.equal(await sent("br", "/caught.css"), "its own");
  }));

test("a folder that is not there, and a port that is none, are told", async () => {
  await assert.rejects(serve("/no/such/folder"), /no such file/);
  await assert.rejects(serve(os.tmpdir(), 99999999), /port/i);
});
