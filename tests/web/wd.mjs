// WebKit, by the WebDriver that comes with WebKitGTK: as much of it as a smoke test needs. It is
// Safari's engine, though not Safari.
import { execFile, spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import { screen } from "./display.mjs";

const wait = ms => new Promise(done => setTimeout(done, ms));
const CONTROL = "\uE009";

function miniBrowser() {
  const folder = "/usr/lib";
  const found = readdirSync(folder).flatMap(arch => ["4.1", "4.0"].map(version =>
    path.join(folder, arch, `webkit2gtk-${version}`, "MiniBrowser"))).find(existsSync);
  if (!found) throw new Error("there is no MiniBrowser: please install webkit2gtk-driver");
  return found;
}

async function freePort() {
  const server = net.createServer().listen(0, "127.0.0.1");
  await new Promise(done => server.once("listening", done));
  const { port } = server.address();
  await new Promise(done => server.close(done));
  return port;
}

async function ask(url, method, body) {
  const response = await fetch(url, { method, body: body && JSON.stringify(body) });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${value.error}: ${value.message}`);
  return value;
}

// Until the driver answers.
async function ready(base, driver) {
  for (let i = 0; i < 600 && driver.exitCode === null; i++) {
    try { return await ask(`${base}/status`, "GET"); } catch { await wait(50); }
  }
  throw new Error("WebKitWebDriver did not start");
}

// A window whose page is so many CSS pixels wide and high.
export async function startWebKit({ width = 1280, height = 800 } = {}) {
  const env = await screen(), port = await freePort();
  const driver = spawn("WebKitWebDriver", [`--port=${port}`], { env, stdio: "ignore" });
  process.on("exit", () => driver.kill());
  const base = `http://127.0.0.1:${port}`;
  await ready(base, driver);
  const browser = { binary: miniBrowser(), args: ["--automation"] };
  const { sessionId } = await ask(`${base}/session`, "POST",
    { capabilities: { alwaysMatch: { "webkitgtk:browserOptions": browser } } });
  const session = `${base}/session/${sessionId}`;
  const post = (what, body = {}) => ask(`${session}/${what}`, "POST", body);
  await post("timeouts", { script: 180000, pageLoad: 180000 });

  const call = (f, ...args) => post("execute/async", { args: [args], script:
    `const done = arguments[1];
     Promise.resolve().then(() => (${f})(...arguments[0]))
       .then(value => done({ value }), error => done({ error: String(error) }));` });
  const page = {
    env,
    go: url => post("url", { url }),
    // f runs in the page, and may be async.
    async run(f, ...args) {
      const { value, error } = await call(f, ...args);
      if (error) throw new Error(error);
      return value;
    },
    async until(what, f, ...args) {
      for (let end = Date.now() + 120000; ;) {
        const value = await page.run(f, ...args);
        if (value) return value;
        if (Date.now() > end) throw new Error(`${what}: not within 120 s`);
        await wait(50);
      }
    },
    actions: (...list) => post("actions", { actions: list }),
    press: (...keys) => page.actions({ type: "key", id: "keys", actions: [
      ...keys.map(value => ({ type: "keyDown", value })),
      ...keys.reverse().map(value => ({ type: "keyUp", value }))] }),
    async click(x, y) {
      const move = { type: "pointerMove", x: Math.round(x), y: Math.round(y), duration: 0 };
      const mouse = actions => page.actions({ type: "pointer", id: "mouse",
        parameters: { pointerType: "mouse" }, actions });
      await mouse([move]);
      await page.run(() => new Promise(next => requestAnimationFrame(() => next())));
      await mouse([{ type: "pointerDown", button: 0 }, { type: "pause", duration: 120 },
        { type: "pointerUp", button: 0 }]);
    },
    // What another program gets when it pastes.
    async pasted() {
      const { stdout } = await promisify(execFile)("xclip", ["-selection", "clipboard", "-o"],
        { env });
      return stdout;
    },
    zoomIn: () => page.press(CONTROL, "+"),
    async close() {
      await ask(session, "DELETE").catch(() => {});
      driver.kill();
    },
  };
  // the window has a bar of its own, whose height is not known
  await post("window/rect", { width, height });
  const bar = await page.run(() => [outerWidth - innerWidth, outerHeight - innerHeight]);
  await post("window/rect", { width: width + bar[0], height: height + bar[1] });
  return page;
}
