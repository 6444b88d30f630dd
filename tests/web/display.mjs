// A screen that nobody sees, with a window manager: without one a window never has the focus. It
// is one for this process, made when it is first asked for, and ends with it.
import { spawn } from "node:child_process";
import { once } from "node:events";

let begun = null;

function own(command, args, options) {
  const child = spawn(command, args, options);
  child.on("error", () => {}); // whoever waits for its words hears of it by their end
  child.unref();
  process.on("exit", () => child.kill());
  return child;
}

async function begin() {
  const size = ["-screen", "0", "1600x1300x24"];
  const server = own("Xvfb", ["-displayfd", "3", ...size, "-nolisten", "tcp"],
    { stdio: ["ignore", "ignore", "ignore", "pipe"] });
  const words = server.stdio[3];
  const number = await Promise.race([once(words, "data").then(([data]) => String(data).trim()),
    once(words, "close").then(() => "")]);
  if (!number) throw new Error("Xvfb did not start");
  words.unref();
  own("openbox", [], { stdio: "ignore", env: { ...process.env, DISPLAY: `:${number}` } });
  return `:${number}`;
}

// The environment of a program that draws there, in software: pictures are the same everywhere.
export async function screen() {
  begun ??= begin();
  return { ...process.env, DISPLAY: await begun, LIBGL_ALWAYS_SOFTWARE: "1" };
}
